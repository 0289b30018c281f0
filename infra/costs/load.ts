import { METRIC_NAMES, OUTCOMES } from '../../lambda/telemetry/metric-names.ts';

/** The hours that AWS counts in a month. */
export const HOURS = 730;

/** The load that the costs assume. Sizes are decimal: 1 million requests of 1 KB are 1 GB. */
export const LOAD = {
  /** Share of the requests that call Genesys. */
  missShare: 0.1,
  /** A response, with 25 queues. */
  responseKb: 64,
  /** Its entry in Redis. */
  entryKb: 10,
  /** Average of 20 ms for a hit and 400 ms for a miss, rounded up. */
  durationMs: 60,
  /** The function's own lines are 0.6 KB on average: 0.45 for a plain hit, 1.5 for a miss (measured); the rest is an estimate. */
  logKb: 2,
  /** Serverless cache: about one for each KB that is read or written, and some for tags and limits. */
  ecpuPerRequest: 15,
  /** Share of the reads whose container is in another zone than the cache. */
  otherZoneShare: 0.5,
  /** Changes in Genesys in a month, in millions. */
  changesMillions: 0.01,
} as const;

/** Metrics of the functions if each of them is reported: `Latency` has one for each outcome. */
export const METRICS = Object.keys(METRIC_NAMES).length - 1 + OUTCOMES.length;

/** X-Ray's default rule, in millions a month: the first request of each second, and 5 % of the others. */
export function tracesOf(millions: number): number {
  const firsts = (HOURS * 3600) / 1e6;
  return Math.min(millions, firsts + 0.05 * (millions - firsts));
}

/** Requests of Lambda's five pollers, each of which waits 20 seconds for messages; in millions a month. */
export const POLLS = (5 * 3 * 60 * HOURS) / 1e6;
