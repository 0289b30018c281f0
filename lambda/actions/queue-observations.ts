import * as v from 'valibot';
import type { Output } from './contract.ts';
import { defineDataAction } from './define.ts';
import { alternatives, choice, flag, someIds } from './parameters.ts';
import { activityOf, MEDIA_TYPES, ObservationsBody } from './queue-activity.ts';

const METRICS = ['oWaiting', 'oInteracting', 'oLongestWaiting', 'oOnQueueUsers'];

/** A number of agents; the same in all rows of a queue, because agents belong to no media type. */
function agents(name: string, meaning: string): Output {
  return { path: `${name}[*]`, type: 'integer', description: `${meaning}; the same in all rows of a queue.` };
}

/**
 * The current activity of queues: `POST /api/v2/analytics/queues/observations/query`, which only reads. The query has no
 * filter by media type, because it would remove the agents, who have none; `toData` filters instead.
 */
export const queueObservations = defineDataAction({
  name: 'queue-observations',
  group: 'live figures',
  version: 2,
  summary:
    'Returns the current activity of queues: waiting and active interactions, the longest wait, and the agents by status.',
  permission: 'analytics:queueObservation:view',
  ttlSeconds: 10,
  maxAgeSeconds: 60,
  invalidatedBy: [{ entityType: 'Queue', ids: ({ queueIds }) => queueIds }],
  parameters: {
    queueIds: someIds,
    mediaType: v.optional(choice(MEDIA_TYPES)),
    includePresences: v.optional(flag, false),
  },
  inputs: {
    queueIds: {
      type: 'string',
      description: 'Queue ids, separated by commas; 1 to 100.',
      example: 'ef871c05-3104-464f-a268-17ded0a21903',
    },
    mediaType: {
      type: 'string',
      description: `${alternatives(MEDIA_TYPES)}; empty for all of them.`,
      example: 'voice',
    },
    includePresences: {
      type: 'boolean',
      description: 'Whether to count the agents by presence, too: true or false.',
      example: true,
    },
  },
  outputs: {
    queueIds: {
      path: 'queueIds[*]',
      type: 'string',
      description:
        'Queue id of each row, sorted. Without mediaType, each queue has a row for voice, callback, chat, email and message, ' +
        'and for any other media type with an interaction.',
    },
    mediaTypes: { path: 'mediaTypes[*]', type: 'string', description: 'Media type of each row.' },
    waiting: {
      path: 'waiting[*]',
      type: 'integer',
      description: 'Number of interactions that wait for an agent.',
    },
    interacting: {
      path: 'interacting[*]',
      type: 'integer',
      description: 'Number of interactions with an agent.',
    },
    longestWaitSeconds: {
      path: 'longestWaitSeconds[*]',
      type: 'integer',
      description: 'Wait in seconds of the interaction that has waited longest; 0 if none waits.',
    },
    onQueueAgents: agents('onQueueAgents', 'Number of agents on queue, idle or not'),
    idleAgents: agents('idleAgents', 'Number of agents on queue who are free: routing status IDLE'),
    interactingAgents: agents(
      'interactingAgents',
      'Number of agents on queue with the routing status INTERACTING',
    ),
    communicatingAgents: agents(
      'communicatingAgents',
      'Number of agents on queue with the routing status COMMUNICATING',
    ),
    notRespondingAgents: agents(
      'notRespondingAgents',
      'Number of agents on queue with the routing status NOT_RESPONDING',
    ),
    offQueueAgents: agents('offQueueAgents', 'Number of agents with the routing status OFF_QUEUE'),
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
    isAnyAgentIdle: {
      path: 'isAnyAgentIdle',
      type: 'boolean',
      description: 'Whether an agent is idle in any of the queues.',
    },
    presenceQueueIds: {
      path: 'presenceQueueIds[*]',
      type: 'string',
      description:
        'Queue id of each row of agents by presence: one row per queue and presence that an agent has; none without ' +
        'includePresences.',
    },
    presences: {
      path: 'presences[*]',
      type: 'string',
      description: 'System presence of each of these rows, for example Available or On Queue; may be empty.',
    },
    presenceIds: {
      path: 'presenceIds[*]',
      type: 'string',
      description: "Id of the presence definition, which may be one of the organisation's own.",
    },
    presenceAgents: {
      path: 'presenceAgents[*]',
      type: 'integer',
      description: 'Number of agents with this presence, on queue or not.',
    },
  },
  requestLess: 'fewer queueIds, or one mediaType',
  operations: () => [{ name: 'postAnalyticsQueuesObservationsQuery', family: 'analytics' }],
  send: ({ routing }, { queueIds, includePresences }) =>
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
      metrics: [...METRICS, ...(includePresences ? ['oUserPresences'] : [])],
    }),
  body: ObservationsBody,
  toData: (observations, { parameters: { queueIds, mediaType }, nowMs }) =>
    activityOf(observations, { queueIds, mediaType, nowMs }),
});
