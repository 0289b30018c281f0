import type { CacheOutcome } from '../cache/result.ts';

/** The CloudWatch namespace of every metric that the functions report (EMF). */
export const METRIC_NAMESPACE = 'GenesysDataActionCache';

/**
 * The metrics by name, each with the dimension `service`. infra/docs/metrics-table.ts says what each one means. All are
 * counts but for `latency` and `invalidationLag`, which are in milliseconds.
 */
export const METRIC_NAMES = {
  requests: 'Requests',
  cacheHits: 'CacheHits',
  cacheMisses: 'CacheMisses',
  cacheBypasses: 'CacheBypasses',
  staleResponses: 'StaleResponses',
  collapsedRequests: 'CollapsedRequests',
  localCopies: 'LocalCopies',
  rememberedFailures: 'RememberedFailures',
  callsThrottled: 'CallsThrottled',
  redisCircuitOpen: 'RedisCircuitOpen',
  entriesInvalidated: 'EntriesInvalidated',
  entriesMalformed: 'EntriesMalformed',
  entriesTooLarge: 'EntriesTooLarge',
  writesSuperseded: 'WritesSuperseded',
  genesysCalls: 'GenesysCalls',
  genesysRateLimited: 'GenesysRateLimited',
  genesysUnavailable: 'GenesysUnavailable',
  genesysAuthenticationFailed: 'GenesysAuthenticationFailed',
  genesysPermissionDenied: 'GenesysPermissionDenied',
  redisErrors: 'RedisErrors',
  errors: 'Errors',
  invalidations: 'Invalidations',
  invalidationLag: 'InvalidationLag',
  eventsIgnored: 'EventsIgnored',
  eventsMalformed: 'EventsMalformed',
  eventsFailed: 'EventsFailed',
  latency: 'Latency',
  /** Powertools' own metric. */
  coldStart: 'ColdStart',
} as const;

/** Name of the further dimension of the metric `Latency`. */
export const OUTCOME_DIMENSION = 'outcome';

/** Values of the dimension `outcome`: the cache's five outcomes, and `error`. */
export const OUTCOMES = ['hit', 'stale', 'miss', 'collapsed', 'bypass', 'error'] as const satisfies readonly (
  | CacheOutcome
  | 'error'
)[];

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];
