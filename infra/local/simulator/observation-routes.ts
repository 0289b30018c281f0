import type { Models } from 'purecloud-platform-client-v2';
import * as v from 'valibot';
import { refusal } from './answer.ts';
import type { Route } from './route.ts';

const MEDIA_TYPES = ['voice', 'callback', 'chat', 'email', 'message'];
const STATUSES = ['IDLE', 'INTERACTING', 'NOT_RESPONDING'];

const Predicate = v.looseObject({ dimension: v.picklist(['queueId', 'mediaType']), value: v.string() });
const Query = v.looseObject({
  filter: v.looseObject({
    type: v.picklist(['and', 'or']),
    predicates: v.optional(v.array(Predicate), []),
    clauses: v.optional(v.array(v.looseObject({ predicates: v.array(Predicate) })), []),
  }),
  metrics: v.pipe(v.array(v.string()), v.minLength(1)),
});

/** What goes on in queues now. */
export const observationRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v2/analytics/queues/observations/query',
    permission: 'analytics:queueObservation:view',
    answer({ body, correlationId, nowMs }, { queues }) {
      const query = v.safeParse(Query, body);
      if (!query.success) return refusal('bad.request', correlationId, { message: 'Invalid query' });
      const { filter, metrics } = query.output;
      const predicates = [...filter.predicates, ...filter.clauses.flatMap((clause) => clause.predicates)];
      const wanted = predicates.filter(({ dimension }) => dimension === 'queueId').map(({ value }) => value);
      const results = queues
        .filter(({ id = '' }) => wanted.includes(id))
        .flatMap((queue) => observationsOf(queue, nowMs))
        .map(({ group, data }) => ({ group, data: data.filter(({ metric }) => metrics.includes(metric)) }))
        .filter(({ data }) => data.length > 0);
      const answer: Models.QueueObservationQueryResponse = { results };
      return { status: 200, body: answer };
    },
  },
];

/**
 * Made up of the queue's id: agents in three statuses, and in each media type from 0 to 7 who wait, for 20 s each, and
 * from 0 to 10 who are served. Where nobody waits there is no longest wait.
 */
function observationsOf({ id = '', memberCount = 0 }: Models.Queue, nowMs: number) {
  const seed = Number.parseInt(id.slice(0, 6), 16);
  const agents = STATUSES.map((qualifier, index) => {
    const count = Math.min(memberCount, (seed >> index) % 12);
    return { metric: 'oOnQueueUsers', qualifier, stats: { count } };
  });
  const byMedia = MEDIA_TYPES.map((mediaType, index) => {
    const waiting = (seed >> (2 * index)) % 8;
    const longest = { calculatedMetricValue: nowMs - waiting * 20_000 };
    return {
      group: { queueId: id, mediaType },
      data: [
        { metric: 'oWaiting', stats: { count: waiting } },
        { metric: 'oInteracting', stats: { count: (seed >> index) % 11 } },
        ...(waiting > 0 ? [{ metric: 'oLongestWaiting', stats: longest }] : []),
      ],
    };
  });
  return [{ group: { queueId: id }, data: agents }, ...byMedia];
}
