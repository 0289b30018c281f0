import type { Models } from 'purecloud-platform-client-v2';
import * as v from 'valibot';
import { Filter, isWanted } from './query-filter.ts';
import { errorResponse } from './response.ts';
import type { Route } from './route.ts';

const MEDIA_TYPES = ['voice', 'callback', 'chat', 'email', 'message'];
const METRICS = ['nOffered', 'tAnswered', 'tAbandon', 'oServiceLevel', 'tWait'];

const Query = v.looseObject({
  interval: v.pipe(
    v.string(),
    v.transform((interval) => interval.split('/').map((time) => Date.parse(time))),
    v.tuple([v.number(), v.number()]),
    v.check(([from, to]) => from < to, 'expected an interval that ends after its beginning'),
  ),
  groupBy: v.tuple([v.literal('queueId'), v.literal('mediaType')]),
  filter: Filter,
  metrics: v.pipe(v.array(v.picklist(METRICS)), v.minLength(1)),
});

/** Figures of queues during a period. */
export const aggregateRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v2/analytics/conversations/aggregates/query',
    permission: 'analytics:conversationAggregate:view',
    respond({ body, correlationId }, { queues }) {
      const query = v.safeParse(Query, body);
      if (!query.success) return errorResponse('bad.request', correlationId, { message: 'Invalid query' });
      const { filter, metrics, interval } = query.output;
      const [from, to] = interval;
      const named = interval.map((time) => new Date(time).toISOString()).join('/');
      const results = queues
        .flatMap(({ id = '' }) => MEDIA_TYPES.map((mediaType) => ({ queueId: id, mediaType })))
        .filter((group) => isWanted(group, filter))
        .map((group) => {
          const figures = figuresOf(group, to - from).filter(({ metric }) => metrics.includes(metric));
          return { group, data: [{ interval: named, metrics: figures }] };
        })
        .filter(({ data: [interval] }) => interval?.metrics.length);
      const found: Models.ConversationAggregateQueryResponse = results.length > 0 ? { results } : {};
      return { status: 200, body: found };
    },
  },
];

/**
 * Figures derived from the queue's id: up to 3 interactions a minute, of which one in eight is abandoned after 40 s, half
 * of the others are answered in time, after 10 s, and the rest after 60 s. As in Genesys, a metric without a value is missing.
 */
function figuresOf({ queueId, mediaType }: { queueId: string; mediaType: string }, durationMs: number) {
  const seed = Number.parseInt(queueId.slice(0, 6), 16) >> MEDIA_TYPES.indexOf(mediaType);
  const offered = Math.floor(((seed % 7) / 2) * (durationMs / 60_000));
  if (offered === 0) return [];
  const abandoned = Math.floor(offered / 8);
  const answered = offered - abandoned;
  const inTime = Math.ceil(answered / 2);
  const answeredMs = inTime * 10_000 + (answered - inTime) * 60_000;
  const level = { ratio: inTime / offered, numerator: inTime, denominator: offered, target: 0.8 };
  return [
    { metric: 'nOffered', stats: { count: offered } },
    ...(abandoned > 0 ? [timer('tAbandon', abandoned, abandoned * 40_000)] : []),
    timer('tAnswered', answered, answeredMs),
    timer('tWait', offered, answeredMs + abandoned * 40_000),
    { metric: 'oServiceLevel', stats: level },
  ];
}

function timer(metric: string, count: number, sum: number) {
  return { metric, stats: { max: 60_000, min: 10_000, count, sum } };
}
