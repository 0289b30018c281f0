import { StoreSkipped } from './cache/breaker.ts';
import { DataActionError } from './errors.ts';
import { METRIC_NAMES, type OUTCOMES } from './metric-names.ts';
import type { RequestRecord, TelemetryEvent } from './telemetry.ts';

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
  const read = events.find((event) => event.type === 'cache.read');
  const answer = events.find((event) => event.type === 'cache.answer');
  const claims = events.filter((event) => event.type === 'cache.claim');
  const writes = events.filter((event) => event.type === 'cache.write');
  const attempts = events.filter((event) => event.type === 'genesys.attempt').map(({ outcome }) => outcome);
  const attemptsWith = (code: string) => attempts.filter((outcome) => outcome === code).length;
  const writesWith = (wanted: string) => writes.filter(({ outcome }) => outcome === wanted).length;
  const isMiss = read !== undefined && read.outcome !== 'hit' && read.outcome !== 'bypass';
  const counts = {
    [METRIC_NAMES.requests]: 1,
    [METRIC_NAMES.cacheHits]: Number(answer?.outcome === 'hit'),
    [METRIC_NAMES.cacheMisses]: Number(isMiss),
    [METRIC_NAMES.cacheBypasses]: Number(read?.outcome === 'bypass'),
    [METRIC_NAMES.staleAnswers]: Number(answer?.outcome === 'stale'),
    [METRIC_NAMES.collapsedRequests]: Number(answer?.isCollapsed),
    [METRIC_NAMES.earlyRefreshes]: claims.filter(({ isEarly, outcome }) => isEarly && outcome === 'won')
      .length,
    [METRIC_NAMES.failuresRecalled]: claims.filter(({ outcome }) => outcome === 'failed').length,
    [METRIC_NAMES.callsWithheld]: events.filter(({ type }) => type === 'genesys.withheld').length,
    [METRIC_NAMES.redisSkipped]: events.filter(isSkipped).length,
    [METRIC_NAMES.entriesMalformed]: Number(read?.outcome === 'miss'),
    [METRIC_NAMES.entriesTooLarge]: writesWith('too-large'),
    [METRIC_NAMES.writesSuperseded]: writesWith('superseded'),
    [METRIC_NAMES.genesysCalls]: attempts.length,
    [METRIC_NAMES.genesysRateLimited]: attemptsWith('genesys_rate_limited'),
    [METRIC_NAMES.genesysUnavailable]: attemptsWith('genesys_unavailable'),
    [METRIC_NAMES.genesysAuthenticationFailed]: attemptsWith('genesys_authentication_failed'),
    [METRIC_NAMES.genesysPermissionDenied]: attemptsWith('genesys_permission_denied'),
    [METRIC_NAMES.redisErrors]: events.filter((event) => isRedisError(event) && !isSkipped(event)).length,
    [METRIC_NAMES.errors]: Number(isServerError(error)),
  };
  return {
    counts: Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0)),
    latencyMs: durationMs,
    outcome: error ? 'error' : (answer?.outcome ?? 'miss'),
  };
}

/** A step that Redis refused, or did not answer in time. */
function isRedisError(event: TelemetryEvent): boolean {
  switch (event.type) {
    case 'cache.read':
      return event.outcome === 'bypass';
    case 'cache.claim':
      return event.outcome === 'unavailable';
    case 'cache.write':
    case 'cache.failure':
      return event.outcome === 'failed';
    default:
      return false;
  }
}

function isSkipped(event: TelemetryEvent): boolean {
  return 'cause' in event && event.cause instanceof StoreSkipped;
}

function isServerError(error: RequestRecord['error']): boolean {
  return Boolean(error) && !(error instanceof DataActionError && error.statusCode < 500);
}
