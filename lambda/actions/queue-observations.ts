import * as v from 'valibot';
import { dataAction } from './define.ts';
import { observe } from './observations.ts';
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
