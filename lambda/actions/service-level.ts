import * as v from 'valibot';
import type { Output } from './contract.ts';
import { defineDataAction } from './define.ts';
import { alternatives, choice, integer, someIds } from './parameters.ts';
import { MEDIA_TYPES } from './queue-activity.ts';
import { AggregatesBody } from './service-level-body.ts';

const MAX_MINUTES = 1440;
const STEP_MINUTES = 5;

/** Rounded up, so that requests for periods of similar length share an entry. */
const minutes = v.pipe(
  integer(1, MAX_MINUTES),
  v.transform((given) => Math.ceil(given / STEP_MINUTES) * STEP_MINUTES),
);

/** A figure of all queues together. */
function overall(name: string, description: string, type: Output['type'] = 'integer'): Output {
  return { path: name, type, description };
}

/** The same figure of each queue. */
function each(name: string, type: Output['type'] = 'integer'): Output {
  return { path: `queues[*].${name}`, type, description: `Value of ${name} for each queue.` };
}

/**
 * The service level of queues during the last minutes: `POST /api/v2/analytics/conversations/aggregates/query`, which only
 * reads. Genesys counts each event when it happens: an interaction may be offered before the period and answered in it.
 */
export const serviceLevel = defineDataAction({
  name: 'service-level',
  version: 1,
  group: 'live figures',
  summary:
    'Returns the service level, the average wait, and the numbers of offered, answered and abandoned interactions of queues in the last minutes or hours.',
  permission: 'analytics:conversationAggregate:view',
  ttlSeconds: 30,
  maxAgeSeconds: 300,
  invalidatedBy: [{ entityType: 'Queue', ids: ({ queueIds }) => queueIds }],
  parameters: {
    queueIds: someIds,
    minutes: v.optional(minutes, 30),
    mediaType: v.optional(choice(MEDIA_TYPES)),
  },
  inputs: {
    queueIds: {
      type: 'string',
      description: 'Queue ids, separated by commas; 1 to 100.',
      example: 'ef871c05-3104-464f-a268-17ded0a21903',
    },
    minutes: {
      type: 'integer',
      description: `Length in minutes of the period that ends now, 1 to ${MAX_MINUTES}; rounded up to a multiple of ${STEP_MINUTES}.`,
      example: 60,
    },
    mediaType: {
      type: 'string',
      description: `${alternatives(MEDIA_TYPES)}; empty for all of them together.`,
      example: 'voice',
    },
  },
  outputs: {
    from: { path: 'from', type: 'string', description: 'Start of the period, in ISO 8601 and UTC.' },
    to: { path: 'to', type: 'string', description: 'End of the period, in ISO 8601 and UTC.' },
    offered: overall('offered', 'Number of interactions that entered one of the queues.'),
    answered: overall('answered', 'Number of interactions that an agent answered.'),
    abandoned: overall('abandoned', 'Number of interactions that ended before an agent answered.'),
    isServiceLevelKnown: overall(
      'isServiceLevelKnown',
      'Whether Genesys measured a service level; false if measured is 0.',
      'boolean',
    ),
    serviceLevel: overall(
      'serviceLevel',
      'Service level of all queues together, from 0 to 1: answeredInTime / measured; 0 if isServiceLevelKnown is false.',
      'number',
    ),
    answeredInTime: overall(
      'answeredInTime',
      "Number of interactions that an agent answered within the queue's target.",
    ),
    measured: overall(
      'measured',
      "Number of interactions that count for the service level: answered or abandoned, unless the organisation's settings " +
        'differ.',
    ),
    averageWaitSeconds: overall(
      'averageWaitSeconds',
      'Average wait in seconds of all interactions whose wait ended, answered or not; 0 if there are none.',
    ),
    queueIds: {
      path: 'queues[*].queueId',
      type: 'string',
      description: 'Id of each requested queue, sorted. A queue for which Genesys has no figures has zeros.',
    },
    queueOffered: each('offered'),
    queueAnswered: each('answered'),
    queueAbandoned: each('abandoned'),
    queueServiceLevels: each('serviceLevel', 'number'),
    queueAnsweredInTime: each('answeredInTime'),
    queueMeasured: each('measured'),
    queueAverageWaitSeconds: each('averageWaitSeconds'),
  },
  requestLess: 'fewer queueIds, or one mediaType',
  operations: () => [{ name: 'postAnalyticsConversationsAggregatesQuery', family: 'analytics' }],
  send: async ({ analytics }, parameters, _takeCalls, nowMs) => {
    const { requestAggregates } = await import('./service-level-miss.ts');
    return requestAggregates(analytics, parameters, nowMs);
  },
  body: AggregatesBody,
  toData: async (body, { parameters }) => {
    const { toServiceLevels } = await import('./service-level-miss.ts');
    return toServiceLevels(body, parameters.queueIds);
  },
});
