import { DataActionError } from './errors.ts';
import { METRIC_NAMES, type OUTCOMES } from './metric-names.ts';
import type { RequestRecord } from './telemetry.ts';

/** What one request adds to the metrics. */
export interface RequestMetrics {
  /** By the name of the metric; those that would be 0 are left out. */
  counts: Readonly<Record<string, number>>;
  /** Milliseconds from event to answer. */
  latencyMs: number;
  outcome: (typeof OUTCOMES)[number];
}

/** The metrics of a request; see metric-names.ts for what each one counts. */
export function requestMetrics({ error, events, durationMs }: RequestRecord): RequestMetrics {
  const read = events.find((event) => event.type === 'cache.read')?.outcome;
  const attempts = events.filter((event) => event.type === 'genesys.attempt').map(({ outcome }) => outcome);
  const count = (code: string) => attempts.filter((outcome) => outcome === code).length;
  const isMiss = read !== undefined && read !== 'hit' && read !== 'bypass';
  const failedWrites = events.filter((event) => event.type === 'cache.write' && event.outcome === 'failed');
  const counts = {
    [METRIC_NAMES.requests]: 1,
    [METRIC_NAMES.cacheHits]: Number(read === 'hit'),
    [METRIC_NAMES.cacheMisses]: Number(isMiss),
    [METRIC_NAMES.cacheBypasses]: Number(read === 'bypass'),
    [METRIC_NAMES.genesysCalls]: attempts.length,
    [METRIC_NAMES.genesysRateLimited]: count('genesys_rate_limited'),
    [METRIC_NAMES.genesysUnavailable]: count('genesys_unavailable'),
    [METRIC_NAMES.genesysAuthenticationFailed]: count('genesys_authentication_failed'),
    [METRIC_NAMES.genesysPermissionDenied]: count('genesys_permission_denied'),
    [METRIC_NAMES.redisErrors]: Number(read === 'bypass') + failedWrites.length,
    [METRIC_NAMES.errors]: Number(isServerError(error)),
  };
  return {
    counts: Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0)),
    latencyMs: durationMs,
    outcome: error ? 'error' : read === 'hit' || read === 'bypass' ? read : 'miss',
  };
}

function isServerError(error: RequestRecord['error']): boolean {
  return Boolean(error) && !(error instanceof DataActionError && error.statusCode < 500);
}
