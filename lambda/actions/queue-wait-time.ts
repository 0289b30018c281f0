import * as v from 'valibot';
import { dataAction } from './define.ts';
import { choice, id } from './parameters.ts';

/**
 * The estimated wait of a queue, over all media types or in one: `GET
 * /api/v2/routing/queues/{queueId}/estimatedwaittime`, `/mediatypes/{mediaType}` before its last part. Where Genesys
 * cannot tell, it gives no estimate.
 */
export const queueWaitTime = dataAction({
  name: 'queue-wait-time',
  version: 1,
  summary: 'Gives the estimated wait time of a queue, in all media types or in one.',
  permission: 'routing:queue:view',
  ttlSeconds: 10,
  mostAgeSeconds: 60,
  dependsOn: [{ entityType: 'Queue', ids: ({ queueId }) => [queueId] }],
  parameters: {
    queueId: id,
    mediaType: v.optional(choice(['call', 'callback', 'chat', 'email', 'message'])),
  },
  inputs: {
    queueId: {
      type: 'string',
      description: 'Id of the queue.',
      example: 'ef871c05-3104-464f-a268-17ded0a21903',
    },
    mediaType: {
      type: 'string',
      description: 'call, callback, chat, email or message; empty for all together.',
      example: 'call',
    },
  },
  refused: {
    conversationId:
      'expected none, as the wait of one conversation is the answer to no other and cannot be cached; ' +
      'ask Genesys for it directly',
  },
  outputs: {
    isKnown: { path: 'isKnown', type: 'boolean', description: 'Whether Genesys gives an estimate.' },
    waitSeconds: {
      path: 'waitSeconds',
      type: 'integer',
      description: 'The estimated wait in seconds; 0 where it is not known.',
    },
    formula: {
      path: 'formula',
      type: 'string',
      description: 'How Genesys came by it: BEST, SIMPLE, ABANDON or PATIENCE_ABANDON.',
    },
  },
  send: ({ routing }, { queueId, mediaType }) =>
    mediaType === undefined
      ? routing.getRoutingQueueEstimatedwaittime(queueId)
      : routing.getRoutingQueueMediatypeEstimatedwaittime(queueId, mediaType),
  body: v.looseObject({
    results: v.array(
      v.looseObject({
        intent: v.nullish(v.string()),
        formula: v.nullish(v.string(), ''),
        estimatedWaitTimeSeconds: v.number(),
      }),
    ),
  }),
  toData: ({ results }, { question: { mediaType = 'all' } }) => {
    const asked = results.find(({ intent }) => intent?.toLowerCase() === mediaType) ?? results[0];
    return {
      isKnown: asked !== undefined,
      waitSeconds: Math.max(0, Math.round(asked?.estimatedWaitTimeSeconds ?? 0)),
      formula: asked?.formula ?? '',
    };
  },
});
