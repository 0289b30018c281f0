import type { GenesysApis } from '../genesys/call.ts';
import type { AggregatesBody } from './service-level-body.ts';

// The half of service-level that only a miss needs: a hit of any data action loads without it.

const METRICS = ['nOffered', 'tAnswered', 'tAbandon', 'oServiceLevel', 'tWait'];

interface Wanted {
  readonly queueIds: readonly string[];
  readonly minutes: number;
  readonly mediaType?: string | undefined;
}

/** Requests the figures of the `minutes` before `nowMs`. */
export async function requestAggregates(
  analytics: GenesysApis['analytics'],
  { queueIds, minutes, mediaType }: Wanted,
  nowMs: number,
): Promise<unknown> {
  const from = new Date(nowMs - minutes * 60_000).toISOString();
  const to = new Date(nowMs).toISOString();
  const oneOf = (dimension: string, values: readonly string[]) => ({
    type: 'or',
    predicates: values.map((value) => ({ type: 'dimension', dimension, operator: 'matches', value })),
  });
  const aggregates = await analytics.postAnalyticsConversationsAggregatesQuery({
    interval: `${from}/${to}`,
    // By media type, too: each has its own target, so Genesys has a service level for each.
    groupBy: ['queueId', 'mediaType'],
    filter: {
      type: 'and',
      clauses: [
        oneOf('queueId', queueIds),
        ...(mediaType === undefined ? [] : [oneOf('mediaType', [mediaType])]),
      ],
    },
    metrics: METRICS,
  });
  return { from, to, aggregates };
}

/** The same figures for all queues together and for each, zeros included. */
export function toServiceLevels({ from, to, aggregates }: AggregatesBody, queueIds: readonly string[]) {
  const groupsOf = (queueId: string) =>
    aggregates.results.filter(({ group }) => group.queueId.toLowerCase() === queueId);
  const overall = figuresOf(queueIds.flatMap(groupsOf));
  return {
    from,
    to,
    isServiceLevelKnown: overall.measured > 0,
    ...overall,
    queues: queueIds.map((queueId) => ({ queueId, ...figuresOf(groupsOf(queueId)) })),
  };
}

/** Sums over groups. Ratios are made from the sums, because the ratios of groups have different weights. */
function figuresOf(groups: readonly AggregatesBody['aggregates']['results'][number][]) {
  const metrics = groups.flatMap(({ data }) => data).flatMap((interval) => interval.metrics);
  const sum = (name: string, figure: 'count' | 'sum' | 'numerator' | 'denominator') =>
    metrics
      .filter(({ metric }) => metric === name)
      .reduce((total, { stats }) => total + (stats?.[figure] ?? 0), 0);
  const answeredInTime = sum('oServiceLevel', 'numerator');
  const measured = sum('oServiceLevel', 'denominator');
  const waits = sum('tWait', 'count');
  const waitSeconds = sum('tWait', 'sum') / 1000;
  return {
    offered: sum('nOffered', 'count'),
    answered: sum('tAnswered', 'count'),
    abandoned: sum('tAbandon', 'count'),
    answeredInTime,
    measured,
    serviceLevel: measured > 0 ? Math.round((answeredInTime / measured) * 10_000) / 10_000 : 0,
    averageWaitSeconds: waits > 0 ? Math.round(waitSeconds / waits) : 0,
  };
}
