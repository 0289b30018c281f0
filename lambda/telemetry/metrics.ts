import type { CacheOutcome } from '../cache/result.ts';
import { StoreSkipped } from '../cache/store.ts';
import { DataActionError } from '../errors.ts';
import type { RequestRecord, TelemetryEvent } from './events.ts';
import { METRIC_NAMES, type Outcome } from './metric-names.ts';

/** What one request adds to the metrics. */
export interface RequestMetrics {
  /** By the name of the metric; those that would be 0 are left out. */
  counts: Readonly<Record<string, number>>;
  /** Milliseconds from event to answer. */
  latencyMs: number;
  outcome: Outcome;
}

type MetricKey = keyof typeof METRIC_NAMES;

/** The metrics of a request; see metric-names.ts for what each one counts. */
export function requestMetrics({ error, events, durationMs }: RequestRecord): RequestMetrics {
  const counts = {
    [METRIC_NAMES.requests]: 1,
    ...countsOf(events),
    ...(isServerError(error) && { [METRIC_NAMES.errors]: 1 }),
  };
  const ended = events.find((event) => event.type === 'cache.result');
  return { counts, latencyMs: durationMs, outcome: error ? 'error' : (ended?.result.outcome ?? 'miss') };
}

/** What events add to the metrics, by the name of the metric. */
export function countsOf(events: readonly TelemetryEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of events)
    for (const key of countedIn(event)) {
      const name = METRIC_NAMES[key];
      counts[name] = (counts[name] ?? 0) + 1;
    }
  return counts;
}

/** The metrics that an event adds to. */
function countedIn(event: TelemetryEvent): readonly MetricKey[] {
  switch (event.type) {
    case 'cache.read':
      return [
        ...COUNTED_READS[event.outcome],
        ...(event.isInvalidated ? ['entriesInvalidated' as const] : []),
        ...countedFailure(event.outcome === 'bypass', event.cause),
      ];
    case 'cache.lease': {
      const { outcome, isEarlyRefresh, cause } = event;
      if (outcome === 'acquired') return isEarlyRefresh ? ['earlyRefreshes'] : [];
      if (outcome === 'failed') return ['failuresRecalled'];
      return countedFailure(outcome === 'unavailable', cause);
    }
    case 'cache.write':
      return [...COUNTED_WRITES[event.outcome], ...countedFailure(event.outcome === 'failed', event.cause)];
    case 'cache.failure':
      return countedFailure(event.outcome === 'failed', event.cause);
    case 'cache.result':
      return COUNTED_RESULTS[event.result.outcome];
    case 'genesys.attempt':
      return ['genesysCalls', ...(COUNTED_ATTEMPTS[event.outcome] ?? [])];
    case 'genesys.withheld':
      return ['callsWithheld'];
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
  stale: ['staleAnswers'],
  miss: [],
  collapsed: ['collapsedRequests'],
  bypass: [],
};

/** By the code of the error; others count as calls only. */
const COUNTED_ATTEMPTS: Readonly<Record<string, readonly MetricKey[]>> = {
  genesys_rate_limited: ['genesysRateLimited'],
  genesys_unavailable: ['genesysUnavailable'],
  genesys_authentication_failed: ['genesysAuthenticationFailed'],
  genesys_permission_denied: ['genesysPermissionDenied'],
};

/** A step that Redis refused, or did not answer in time, or for which it was not even asked. */
function countedFailure(hasFailed: boolean, cause: unknown): readonly MetricKey[] {
  if (cause instanceof StoreSkipped) return ['redisSkipped'];
  return hasFailed ? ['redisErrors'] : [];
}

function isServerError(error: RequestRecord['error']): boolean {
  return Boolean(error) && !(error instanceof DataActionError && error.statusCode < 500);
}
