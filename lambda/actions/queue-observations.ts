import * as v from 'valibot';
import { defineDataAction } from './define.ts';
import { choice, someIds } from './parameters.ts';

const MEDIA_TYPES = ['voice', 'callback', 'chat', 'email', 'message'] as const;

/** Genesys omits everything that is zero; without any observation the body is `{}`. */
const NoResults = v.pipe(
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
 * The current activity of queues: `POST /api/v2/analytics/queues/observations/query`, which only reads. The query has no
 * filter by media type, because it would remove the agents, who have none; `toData` filters instead.
 */
export const queueObservations = defineDataAction({
  name: 'queue-observations',
  version: 1,
  summary:
    'Returns the current activity of queues: waiting and active interactions, the longest wait and the agents on queue.',
  permission: 'analytics:queueObservation:view',
  ttlSeconds: 10,
  maxAgeSeconds: 60,
  invalidatedBy: [{ entityType: 'Queue', ids: ({ queueIds }) => queueIds }],
  parameters: { queueIds: someIds, mediaType: v.optional(choice(MEDIA_TYPES)) },
  inputs: {
    queueIds: {
      type: 'string',
      description: 'Queue ids, separated by commas; 1 to 100.',
      example: 'ef871c05-3104-464f-a268-17ded0a21903',
    },
    mediaType: {
      type: 'string',
      description: 'voice, callback, chat, email or message; empty for all of them.',
      example: 'voice',
    },
  },
  outputs: {
    queueIds: {
      path: 'queueIds[*]',
      type: 'string',
      description: 'Queue id of each row. There is one row per queue and media type, sorted by queue id.',
    },
    mediaTypes: { path: 'mediaTypes[*]', type: 'string', description: 'Media type of each row.' },
    waiting: { path: 'waiting[*]', type: 'integer', description: 'Interactions that wait for an agent.' },
    interacting: { path: 'interacting[*]', type: 'integer', description: 'Interactions with an agent.' },
    longestWaitSeconds: {
      path: 'longestWaitSeconds[*]',
      type: 'integer',
      description: 'Wait of the longest waiting interaction in seconds; 0 if none waits.',
    },
    onQueueAgents: {
      path: 'onQueueAgents[*]',
      type: 'integer',
      description: 'Agents who are on queue; the same in all rows of a queue.',
    },
    totalWaiting: { path: 'totalWaiting', type: 'integer', description: 'Sum of waiting over all rows.' },
    totalInteracting: {
      path: 'totalInteracting',
      type: 'integer',
      description: 'Sum of interacting over all rows.',
    },
    maxWaitSeconds: {
      path: 'maxWaitSeconds',
      type: 'integer',
      description: 'Maximum of longestWaitSeconds over all rows.',
    },
  },
  requestLess: 'fewer queueIds, or one mediaType',
  operations: () => [{ name: 'postAnalyticsQueuesObservationsQuery', family: 'analytics' }],
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
  body: v.union([v.looseObject({ results: v.array(Group) }), NoResults]),
  toData: ({ results }, { parameters: { queueIds, mediaType }, nowMs }) =>
    tabulate(results, {
      queueIds,
      mediaTypes: mediaType === undefined ? MEDIA_TYPES : [mediaType],
      nowMs,
    }),
});

/** Genesys' observations of a queue, in one media type or in all together. */
interface ObservedGroup {
  group: { queueId: string; mediaType?: string | null | undefined };
  data: readonly ObservedMetric[];
}

/** A metric may occur several times, once for each qualifier, such as an agent's status. */
interface ObservedMetric {
  metric: string;
  stats?:
    | { count?: number | null | undefined; calculatedMetricValue?: number | null | undefined }
    | null
    | undefined;
}

interface Rows {
  queueIds: readonly string[];
  mediaTypes: readonly string[];
  nowMs: number;
}

/** Observations as parallel lists with one row per queue and media type, zeros included, and their totals. */
function tabulate(groups: readonly ObservedGroup[], { queueIds, mediaTypes, nowMs }: Rows) {
  const rows = queueIds.flatMap((queueId) => {
    const ofQueue = groups.filter(({ group }) => group.queueId.toLowerCase() === queueId);
    const onQueueAgents = agentsIn(ofQueue);
    return mediaTypes.map((mediaType) => {
      const metrics = ofQueue
        .filter(({ group }) => group.mediaType === mediaType)
        .flatMap(({ data }) => data);
      return {
        queueId,
        mediaType,
        onQueueAgents,
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
    maxWaitSeconds: Math.max(0, ...rows.map((row) => row.longestWaitSeconds)),
  };
}

/** Every group of a queue that counts its agents counts the same agents. */
function agentsIn(groups: readonly ObservedGroup[]): number {
  return Math.max(0, ...groups.map(({ data }) => countOf(data, 'oOnQueueUsers')));
}

function countOf(metrics: readonly ObservedMetric[], name: string): number {
  return metrics
    .filter(({ metric }) => metric === name)
    .reduce((sum, { stats }) => sum + (stats?.count ?? 0), 0);
}

/** September 2001. A lower value is not a time but a duration. */
const MIN_EPOCH_MS = 1e12;

/** `oLongestWaiting` is when the longest waiting interaction began to wait, in milliseconds since the Unix epoch. */
function longestWaitSeconds(metrics: readonly ObservedMetric[], nowMs: number): number {
  const waitsMs = metrics
    .filter(({ metric }) => metric === 'oLongestWaiting')
    .map(({ stats }) => stats?.calculatedMetricValue ?? 0)
    .filter((value) => value > 0)
    .map((value) => (value >= MIN_EPOCH_MS ? nowMs - value : value));
  return Math.round(Math.max(0, ...waitsMs) / 1000);
}
