import type { Models } from 'purecloud-platform-client-v2';
import { listQueues } from './queue-listing.ts';
import { refusal } from './response.ts';
import { queueOf, type Route } from './route.ts';

const MEDIA_TYPES = ['all', 'call', 'callback', 'chat', 'email', 'message'];
const QUEUE = '/api/v2/routing/queues/{queueId}';
const permission = 'routing:queue:view';

/** Queues, and how long one waits in them. */
export const queueRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/routing/queues',
    permission,
    answer({ query, correlationId }, { queues }) {
      const result = listQueues(queues, query);
      if (result.kind === 'listing') return { status: 200, body: result.listing };
      const { message, parameter } = result;
      return refusal('bad.request', correlationId, { message, messageParams: { parameter } });
    },
  },
  {
    method: 'GET',
    path: QUEUE,
    permission,
    answer(call, organization) {
      const found = queueOf(call, organization);
      return 'refused' in found ? found.refused : { status: 200, body: found.queue };
    },
  },
  {
    method: 'GET',
    path: `${QUEUE}/estimatedwaittime`,
    permission,
    answer(call, organization) {
      const found = queueOf(call, organization);
      return 'refused' in found ? found.refused : { status: 200, body: estimate(found.queue, 'all') };
    },
  },
  {
    method: 'GET',
    path: `${QUEUE}/mediatypes/{mediaType}/estimatedwaittime`,
    permission,
    answer(call, organization) {
      const { mediaType = '' } = call.pathParameters;
      if (!MEDIA_TYPES.includes(mediaType)) {
        const message = `Invalid media type ${mediaType}`;
        return refusal('bad.request', call.correlationId, { message, messageParams: { mediaType } });
      }
      const found = queueOf(call, organization);
      return 'refused' in found ? found.refused : { status: 200, body: estimate(found.queue, mediaType) };
    },
  },
];

/** The same for a queue and media type at any time: 0 to 599 s. Nothing is known of a queue without members. */
function estimate(
  { id = '', memberCount = 0 }: Models.Queue,
  mediaType: string,
): Models.EstimatedWaitTimePredictions {
  if (memberCount === 0) return { results: [] };
  const estimatedWaitTimeSeconds = (Number.parseInt(id.slice(0, 4), 16) + 37 * mediaType.length) % 600;
  const formula = mediaType === 'all' ? 'BEST' : 'SIMPLE';
  return { results: [{ intent: mediaType.toUpperCase(), formula, estimatedWaitTimeSeconds }] };
}
