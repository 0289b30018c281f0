import type { Models } from 'purecloud-platform-client-v2';
import { listQueues } from './queue-listing.ts';
import { errorResponse } from './response.ts';
import { queueOf, type Route } from './route.ts';

const MEDIA_TYPES = ['all', 'call', 'callback', 'chat', 'email', 'message', 'socialExpression', 'videoComm'];
const QUEUE = '/api/v2/routing/queues/{queueId}';
const permission = 'routing:queue:view';

/** Queues and their estimated wait times. */
export const queueRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/routing/queues',
    permission,
    respond({ query, correlationId }, { queues }) {
      const result = listQueues(queues, query);
      if (result.kind === 'listing') return { status: 200, body: result.listing };
      const { message, parameter } = result;
      return errorResponse('bad.request', correlationId, { message, messageParams: { parameter } });
    },
  },
  {
    method: 'GET',
    path: QUEUE,
    permission,
    respond(call, organization) {
      const found = queueOf(call, organization);
      return 'error' in found ? found.error : { status: 200, body: found.queue };
    },
  },
  {
    method: 'GET',
    path: `${QUEUE}/estimatedwaittime`,
    permission,
    respond(call, organization) {
      const found = queueOf(call, organization);
      return 'error' in found ? found.error : { status: 200, body: estimate(found.queue, 'all') };
    },
  },
  {
    method: 'GET',
    path: `${QUEUE}/mediatypes/{mediaType}/estimatedwaittime`,
    permission,
    respond(call, organization) {
      const { mediaType = '' } = call.pathParameters;
      if (!MEDIA_TYPES.includes(mediaType)) {
        const message = `Invalid media type ${mediaType}`;
        return errorResponse('bad.request', call.correlationId, { message, messageParams: { mediaType } });
      }
      const found = queueOf(call, organization);
      return 'error' in found ? found.error : { status: 200, body: estimate(found.queue, mediaType) };
    },
  },
];

/** Always the same for a queue and media type: 0 to 599 s. A queue without members has no estimate. */
function estimate(
  { id = '', memberCount = 0 }: Models.Queue,
  mediaType: string,
): Models.EstimatedWaitTimePredictions {
  if (memberCount === 0) return { results: [] };
  const estimatedWaitTimeSeconds = (Number.parseInt(id.slice(0, 4), 16) + 37 * mediaType.length) % 600;
  const formula = mediaType === 'all' ? 'BEST' : 'SIMPLE';
  return { results: [{ intent: mediaType.toUpperCase(), formula, estimatedWaitTimeSeconds }] };
}
