import * as v from 'valibot';
import { defineDataAction } from './define.ts';
import { choice, id } from './parameters.ts';

const MEDIA_TYPES = [
  'call',
  'callback',
  'chat',
  'email',
  'message',
  'socialExpression',
  'videoComm',
] as const;

const Estimate = v.looseObject({
  intent: v.nullish(v.string()),
  formula: v.nullish(v.string(), ''),
  estimatedWaitTimeSeconds: v.number(),
  label: v.nullish(v.looseObject({})),
});

/**
 * The estimated wait time of a queue, for all media types together or for one: `GET
 * /api/v2/routing/queues/{queueId}/estimatedwaittime`, or with `/mediatypes/{mediaType}` before its last part. Genesys
 * returns no result if it has too little data. A result with a label holds only for interactions with that label.
 */
export const queueWaitTime = defineDataAction({
  name: 'queue-wait-time',
  group: 'live figures',
  version: 1,
  summary: 'Returns the estimated wait time of a queue, for all media types or for one.',
  permission: 'routing:queue:view',
  ttlSeconds: 10,
  maxAgeSeconds: 60,
  invalidatedBy: [{ entityType: 'Queue', ids: ({ queueId }) => [queueId] }],
  parameters: {
    queueId: id,
    mediaType: v.optional(choice(MEDIA_TYPES)),
  },
  inputs: {
    queueId: {
      type: 'string',
      description: 'Id of the queue.',
      example: 'ef871c05-3104-464f-a268-17ded0a21903',
    },
    mediaType: {
      type: 'string',
      description:
        'call, callback, chat, email, message, socialExpression or videoComm; empty for all media types together.',
      example: 'call',
    },
  },
  unsupported: {
    conversationId:
      'not supported, because the wait time of one conversation cannot be cached for others; ' +
      'use a data action of the Genesys Cloud Data Actions integration',
  },
  outputs: {
    isKnown: { path: 'isKnown', type: 'boolean', description: 'Whether Genesys has an estimate.' },
    waitSeconds: {
      path: 'waitSeconds',
      type: 'integer',
      description: 'Estimated wait in seconds; 0 if isKnown is false.',
    },
    formula: {
      path: 'formula',
      type: 'string',
      description:
        'Formula of the estimate: BEST, SIMPLE, ABANDON, PATIENCE_ABANDON, AI-ADJUSTED-AHT or POSITION-IN-QUEUE; empty ' +
        'if isKnown is false.',
    },
  },
  operations: ({ mediaType }) => [
    {
      name:
        mediaType === undefined
          ? 'getRoutingQueueEstimatedwaittime'
          : 'getRoutingQueueMediatypeEstimatedwaittime',
      family: 'routing',
    },
  ],
  send: ({ routing }, { queueId, mediaType }) =>
    mediaType === undefined
      ? routing.getRoutingQueueEstimatedwaittime(queueId)
      : routing.getRoutingQueueMediatypeEstimatedwaittime(queueId, mediaType),
  body: v.looseObject({ results: v.array(Estimate) }),
  toData: ({ results }, { parameters: { mediaType = 'all' } }) => {
    const estimates = results.filter(({ label }) => label === undefined || label === null);
    const estimate =
      estimates.find(({ intent }) => intent?.toLowerCase() === mediaType.toLowerCase()) ?? estimates[0];
    return {
      isKnown: estimate !== undefined,
      waitSeconds: Math.max(0, Math.round(estimate?.estimatedWaitTimeSeconds ?? 0)),
      formula: estimate?.formula ?? '',
    };
  },
});
