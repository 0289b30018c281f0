import type { Models } from 'purecloud-platform-client-v2';
import * as v from 'valibot';
import { Filter, isWanted } from './query-filter.ts';
import { errorResponse } from './response.ts';
import type { Route } from './route.ts';
import { presenceDefinitionId } from './users.ts';

const MEDIA_TYPES = ['voice', 'callback', 'chat', 'email', 'message'];
const STATUSES = ['IDLE', 'INTERACTING', 'COMMUNICATING', 'NOT_RESPONDING', 'OFF_QUEUE'];
const PRESENCES = ['On Queue', 'Available', 'Meal'];
const METRICS = [
  'oActiveUsers',
  'oAlerting',
  'oInteracting',
  'oLongestInteracting',
  'oLongestWaiting',
  'oMemberUsers',
  'oOffQueueUsers',
  'oOnQueueUsers',
  'oUserPresences',
  'oUserRoutingStatuses',
  'oWaiting',
];

const Query = v.looseObject({
  filter: Filter,
  metrics: v.pipe(v.array(v.picklist(METRICS)), v.minLength(1)),
});

/** Live figures of queues. */
export const observationRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v2/analytics/queues/observations/query',
    permission: 'analytics:queueObservation:view',
    respond({ body, correlationId, nowMs }, { queues }) {
      const query = v.safeParse(Query, body);
      if (!query.success) return errorResponse('bad.request', correlationId, { message: 'Invalid query' });
      const { filter, metrics } = query.output;
      const results = queues
        .flatMap((queue) => observationsOf(queue, nowMs))
        .filter(({ group }) => isWanted(group, filter))
        .map(({ group, data }) => ({ group, data: data.filter(({ metric }) => metrics.includes(metric)) }))
        .filter(({ data }) => data.length > 0);
      const found: Models.QueueObservationQueryResponse = {
        ...(metrics.includes('oUserPresences') && { systemToOrganizationMappings }),
        ...(results.length > 0 && { results }),
      };
      return { status: 200, body: found };
    },
  },
];

/**
 * Figures derived from the queue's id: agents by routing status and by presence; per media type 0 to 7 waiting conversations, 20 s of
 * wait for each, and 0 to 10 in progress. As in Genesys, a metric whose count is 0 is missing.
 */
function observationsOf({ id = '', memberCount = 0 }: Models.Queue, nowMs: number) {
  const seed = Number.parseInt(id.slice(0, 6), 16);
  const agents = (metric: string, qualifiers: readonly string[]) =>
    qualifiers.flatMap((qualifier, index) =>
      counted(metric, Math.min(memberCount, (seed >> index) % 12)).map((observed) => ({
        ...observed,
        qualifier,
      })),
    );
  const byMedia = MEDIA_TYPES.map((mediaType, index) => {
    const waiting = (seed >> (2 * index)) % 8;
    const longest = { calculatedMetricValue: nowMs - waiting * 20_000 };
    return {
      group: { queueId: id, mediaType },
      data: [
        ...counted('oWaiting', waiting),
        ...counted('oInteracting', (seed >> index) % 11),
        ...(waiting > 0 ? [{ metric: 'oLongestWaiting', stats: longest }] : []),
      ],
    };
  });
  const ofQueue = [
    ...agents('oOnQueueUsers', STATUSES),
    ...agents('oUserPresences', PRESENCES.map(presenceDefinitionId)),
  ];
  return [{ group: { queueId: id }, data: ofQueue }, ...byMedia];
}

/** Genesys spells a system presence in upper case here. */
const systemToOrganizationMappings = Object.fromEntries(
  PRESENCES.map((presence) => [presence.toUpperCase().replace(' ', '_'), [presenceDefinitionId(presence)]]),
);

function counted(metric: string, count: number) {
  return count > 0 ? [{ metric, stats: { count } }] : [];
}
