import { type CacheOutcome, isLocalCopy } from '../cache/result.ts';
import { StoreCircuitOpen } from '../cache/store.ts';
import { DataActionError } from '../errors.ts';
import type { RequestRecord, TelemetryEvent } from './events.ts';
import { METRIC_NAMES, type Outcome } from './metric-names.ts';

/** The metrics of one request. */
export interface RequestMetrics {
  /** By the name of the metric; a metric that would be 0 is left out. */
  counts: Readonly<Record<string, number>>;
  latencyMs: number;
  /** Undefined if the request has neither an error nor a result of the cache. */
  outcome: Outcome | undefined;
}

type MetricKey = keyof typeof METRIC_NAMES;

/** The counts, the latency and the outcome of a request. */
export function requestMetrics({ error, events, durationMs }: RequestRecord): RequestMetrics {
  const counts = {
    [METRIC_NAMES.requests]: 1,
    ...countsOf(events),
    ...(isServerError(error) && { [METRIC_NAMES.errors]: 1 }),
  };
  const last = events.find((event) => event.type === 'cache.result');
  return { counts, latencyMs: durationMs, outcome: error ? 'error' : last?.result.outcome };
}

/** How often events count for each metric, by its name. */
export function countsOf(events: readonly TelemetryEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of events)
    for (const key of metricsOf(event)) {
      const name = METRIC_NAMES[key];
      counts[name] = (counts[name] ?? 0) + 1;
    }
  return counts;
}

/** The metrics that an event counts for. */
function metricsOf(event: TelemetryEvent): readonly MetricKey[] {
  switch (event.type) {
    case 'cache.read':
      return [
        ...COUNTED_READS[event.outcome],
        ...(event.isInvalidated ? ['entriesInvalidated' as const] : []),
        ...countedFailure(event.outcome === 'bypass', event.cause),
      ];
    case 'cache.lease': {
      const { outcome, cause } = event;
      if (outcome === 'failed') return ['rememberedFailures'];
      return countedFailure(outcome === 'unavailable', cause);
    }
    case 'cache.write':
      return [...COUNTED_WRITES[event.outcome], ...countedFailure(event.outcome === 'failed', event.cause)];
    case 'cache.failure':
      return countedFailure(event.outcome === 'failed', event.cause);
    case 'cache.result':
      return [...COUNTED_RESULTS[event.result.outcome], ...(isLocalCopy(event.result) ? LOCAL_COPY : [])];
    case 'genesys.attempt':
      return ['genesysCalls', ...(COUNTED_ATTEMPTS[event.outcome] ?? [])];
    case 'genesys.throttled':
      return ['callsThrottled'];
    case 'invalidation':
      return ['invalidations'];
    default:
      return [];
  }
}

type Counted<Outcomes extends string> = Readonly<Record<Outcomes, readonly MetricKey[]>>;
type OutcomeOf<Type extends TelemetryEvent['type']> = Extract<
  TelemetryEvent,
  { type: Type; outcome: string }
>['outcome'];

const COUNTED_READS: Counted<OutcomeOf<'cache.read'>> = {
  hit: [],
  'uri-miss': ['cacheMisses'],
  stale: ['cacheMisses'],
  miss: ['cacheMisses', 'entriesMalformed'],
  bypass: ['cacheBypasses'],
};

const COUNTED_WRITES: Counted<OutcomeOf<'cache.write'>> = {
  stored: [],
  superseded: ['writesSuperseded'],
  'too-large': ['entriesTooLarge'],
  failed: [],
};

const COUNTED_RESULTS: Counted<CacheOutcome> = {
  hit: ['cacheHits'],
  stale: ['staleResponses'],
  miss: [],
  collapsed: ['collapsedRequests'],
  bypass: [],
};

const LOCAL_COPY = ['localCopies'] as const;

/** By the code of the error; an attempt with any other outcome counts as a call only. */
const COUNTED_ATTEMPTS: Readonly<Record<string, readonly MetricKey[]>> = {
  genesys_rate_limited: ['genesysRateLimited'],
  genesys_unavailable: ['genesysUnavailable'],
  genesys_authentication_failed: ['genesysAuthenticationFailed'],
  genesys_permission_denied: ['genesysPermissionDenied'],
};

/** A Redis operation that failed, or that the open circuit breaker skipped. */
function countedFailure(hasFailed: boolean, cause: unknown): readonly MetricKey[] {
  if (cause instanceof StoreCircuitOpen) return ['redisCircuitOpen'];
  return hasFailed ? ['redisErrors'] : [];
}

function isServerError(error: RequestRecord['error']): boolean {
  return Boolean(error) && !(error instanceof DataActionError && error.statusCode < 500);
}
