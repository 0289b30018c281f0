import * as v from 'valibot';
import { dataAction } from './define.ts';
import { choice, someIds } from './parameters.ts';

const MEDIA_TYPES = ['voice', 'callback', 'chat', 'email', 'message'] as const;

/** Genesys leaves out what there is none of: in the end the results themselves. */
const Nothing = v.pipe(
  v.custom<Record<string, never>>((body) => JSON.stringify(body) === '{}'),
  v.transform(() => ({ results: [] })),
);

const Group = v.looseObject({
  group: v.looseObject({ queueId: v.string(), mediaType: v.nullish(v.string()) }),
  data: v.nullish(
    v.array(
      v.looseObject({
        metric: v.string(),
        stats: v.nullish(
          v.looseObject({ count: v.nullish(v.number()), calculatedMetricValue: v.nullish(v.number()) }),
        ),
      }),
    ),
    [],
  ),
});

/**
 * What goes on in queues now: `POST /api/v2/analytics/queues/observations/query`, which reads. Every media type is
 * asked for and one picked here, so that the agents, who belong to none, come in any case.
 */
export const queueObservations = dataAction({
  name: 'queue-observations',
  version: 1,
  summary: 'Gives how many wait, are served and serve in queues now, and for how long the first has waited.',
  permission: 'analytics:queueObservation:view',
  ttlSeconds: 10,
  mostAgeSeconds: 60,
  dependsOn: [{ entityType: 'Queue', ids: ({ queueIds }) => queueIds }],
  parameters: { queueIds: someIds, mediaType: v.optional(choice(MEDIA_TYPES)) },
  inputs: {
    queueIds: {
      type: 'string',
      description: 'Ids of queues, separated by commas; 1 to 100.',
      example: 'ef871c05-3104-464f-a268-17ded0a21903',
    },
    mediaType: {
      type: 'string',
      description: 'voice, callback, chat, email or message; empty for each of them.',
      example: 'voice',
    },
  },
  outputs: {
    queueIds: {
      path: 'queueIds[*]',
      type: 'string',
      description: 'The queue of each row: one row for each queue, in the order of ids, and media type.',
    },
    mediaTypes: { path: 'mediaTypes[*]', type: 'string', description: 'The media type of each row.' },
    waiting: { path: 'waiting[*]', type: 'integer', description: 'How many wait for an agent.' },
    interacting: { path: 'interacting[*]', type: 'integer', description: 'How many are with an agent.' },
    longestWaitSeconds: {
      path: 'longestWaitSeconds[*]',
      type: 'integer',
      description: 'For how long the first in line has waited; 0 where nobody waits.',
    },
    onQueueAgents: {
      path: 'onQueueAgents[*]',
      type: 'integer',
      description: 'Agents of the queue that are on queue, whatever the media type.',
    },
    totalWaiting: { path: 'totalWaiting', type: 'integer', description: 'How many wait in all rows.' },
    totalInteracting: {
      path: 'totalInteracting',
      type: 'integer',
      description: 'How many are with an agent in all rows.',
    },
    mostWaitSeconds: {
      path: 'mostWaitSeconds',
      type: 'integer',
      description: 'The longest wait of all rows.',
    },
  },
  send: ({ routing }, { queueIds }) =>
    routing.postAnalyticsQueuesObservationsQuery({
      filter: {
        type: 'or',
        predicates: queueIds.map((value) => ({
          type: 'dimension',
          dimension: 'queueId',
          operator: 'matches',
          value,
        })),
      },
      metrics: ['oWaiting', 'oInteracting', 'oLongestWaiting', 'oOnQueueUsers'],
    }),
  body: v.union([v.looseObject({ results: v.array(Group) }), Nothing]),
  toData: ({ results }, { question: { queueIds, mediaType }, nowMs }) =>
    observe(results, {
      queueIds,
      mediaTypes: mediaType === undefined ? MEDIA_TYPES : [mediaType],
      nowMs,
    }),
});

/** What Genesys observed of a queue: in one media type, or whatever the media type. */
export interface ObservedGroup {
  group: { queueId: string; mediaType?: string | null | undefined };
  data: readonly ObservedMetric[];
}

/** A metric may come several times, once for each qualifier, such as an agent's status. */
export interface ObservedMetric {
  metric: string;
  stats?:
    | { count?: number | null | undefined; calculatedMetricValue?: number | null | undefined }
    | null
    | undefined;
}

/** Which rows are wanted: each queue in each media type. */
export interface WantedRows {
  queueIds: readonly string[];
  mediaTypes: readonly string[];
  nowMs: number;
}

/** Observations as parallel lists with a row for each queue and media type, zeros included, and what they come to. */
export function observe(groups: readonly ObservedGroup[], { queueIds, mediaTypes, nowMs }: WantedRows) {
  const rows = queueIds.flatMap((queueId) => {
    const ofQueue = groups.filter(({ group }) => group.queueId.toLowerCase() === queueId);
    const onQueueAgents = agentsIn(ofQueue);
    return mediaTypes.map((mediaType) => {
      const metrics = ofQueue
        .filter(({ group }) => group.mediaType === mediaType)
        .flatMap(({ data }) => data);
      return {
        ...{ queueId, mediaType, onQueueAgents },
        waiting: countOf(metrics, 'oWaiting'),
        interacting: countOf(metrics, 'oInteracting'),
        longestWaitSeconds: longestWaitSeconds(metrics, nowMs),
      };
    });
  });
  return {
    queueIds: rows.map(({ queueId }) => queueId),
    mediaTypes: rows.map(({ mediaType }) => mediaType),
    waiting: rows.map(({ waiting }) => waiting),
    interacting: rows.map(({ interacting }) => interacting),
    longestWaitSeconds: rows.map((row) => row.longestWaitSeconds),
    onQueueAgents: rows.map(({ onQueueAgents }) => onQueueAgents),
    totalWaiting: rows.reduce((sum, { waiting }) => sum + waiting, 0),
    totalInteracting: rows.reduce((sum, { interacting }) => sum + interacting, 0),
    mostWaitSeconds: Math.max(0, ...rows.map((row) => row.longestWaitSeconds)),
  };
}

/** Agents belong to the queue: should several groups count them, each counts the same ones. */
function agentsIn(groups: readonly ObservedGroup[]): number {
  return Math.max(0, ...groups.map(({ data }) => countOf(data, 'oOnQueueUsers')));
}

function countOf(metrics: readonly ObservedMetric[], name: string): number {
  return metrics
    .filter(({ metric }) => metric === name)
    .reduce((sum, { stats }) => sum + (stats?.count ?? 0), 0);
}

/** In the year 2001: a value below is no moment at which anybody began to wait, but a duration. */
const LEAST_EPOCH_MS = 1e12;

/** `oLongestWaiting` is the moment at which the first in line began to wait, in milliseconds since the Unix epoch. */
function longestWaitSeconds(metrics: readonly ObservedMetric[], nowMs: number): number {
  const waitsMs = metrics
    .filter(({ metric }) => metric === 'oLongestWaiting')
    .map(({ stats }) => stats?.calculatedMetricValue ?? 0)
    .filter((value) => value > 0)
    .map((value) => (value >= LEAST_EPOCH_MS ? nowMs - value : value));
  return Math.round(Math.max(0, ...waitsMs) / 1000);
}
