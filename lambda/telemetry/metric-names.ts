/** The CloudWatch namespace of every metric that the function itself reports (EMF). */
export const METRIC_NAMESPACE = 'GenesysDataActionCache';

/**
 * The metrics by name, each with the dimension `service`. All are counts, summed over a period, but for
 * `latency` and `invalidationLag`.
 */
export const METRIC_NAMES = {
  /** Data action requests that were answered, however they ended; health checks do not count. */
  requests: 'Requests',
  /** Answers from a fresh entry of the cache. */
  cacheHits: 'CacheHits',
  /** The cache answered, and had no fresh entry. */
  cacheMisses: 'CacheMisses',
  /** The cache did not answer, so the request went on without it. */
  cacheBypasses: 'CacheBypasses',
  /** Answers from an entry past its lifetime, because Genesys could not be asked, or somebody else was at it. */
  staleAnswers: 'StaleAnswers',
  /** Answers of a call that another request had under way. */
  collapsedRequests: 'CollapsedRequests',
  /** Fresh entries that one request set out to renew before their time. */
  earlyRefreshes: 'EarlyRefreshes',
  /** Requests that met a remembered failure, and did not try again. */
  failuresRecalled: 'FailuresRecalled',
  /** Calls to Genesys that were not made because of the rate limit of all containers. */
  callsWithheld: 'CallsWithheld',
  /** The breaker was open, so Redis was not asked. */
  redisSkipped: 'RedisSkipped',
  /** Entries that were stale because something they depend on had changed. */
  entriesInvalidated: 'EntriesInvalidated',
  /** Entries that could not be read, and were overwritten. */
  entriesMalformed: 'EntriesMalformed',
  /** Answers that were too big to be stored. */
  entriesTooLarge: 'EntriesTooLarge',
  /** Answers that were not stored because something newer was there. */
  writesSuperseded: 'WritesSuperseded',
  /** Requests sent to the Genesys Platform API, retries included. */
  genesysCalls: 'GenesysCalls',
  /** Answers of Genesys with status 429. */
  genesysRateLimited: 'GenesysRateLimited',
  /** Calls that Genesys did not answer, or with a 5xx, or unreadably. */
  genesysUnavailable: 'GenesysUnavailable',
  /** Genesys refused the OAuth client, or its secret could not be read. */
  genesysAuthenticationFailed: 'GenesysAuthenticationFailed',
  /** Answers of Genesys with status 403: the OAuth client lacks a permission. */
  genesysPermissionDenied: 'GenesysPermissionDenied',
  /** Operations that Redis refused or did not answer in time. */
  redisErrors: 'RedisErrors',
  /** Answers with a 5xx status, also where it was put into the body. */
  errors: 'Errors',
  /** Changes in Genesys that made answers stale. */
  invalidations: 'Invalidations',
  /** Milliseconds from a change in Genesys until answers are stale for it. */
  invalidationLag: 'InvalidationLag',
  /** Events of Genesys that concern no answer. */
  eventsIgnored: 'EventsIgnored',
  /** Events that could not be read. */
  eventsMalformed: 'EventsMalformed',
  /** Events for which Redis could not be told; they are delivered again. */
  eventsFailed: 'EventsFailed',
  /** Milliseconds from event to answer; has the further dimension `outcome`. */
  latency: 'Latency',
  /** First request of a container that was started for it. */
  coldStart: 'ColdStart',
} as const;

/** Name of the further dimension of the metric `Latency`. */
export const OUTCOME_DIMENSION = 'outcome';

/** Values of the dimension `outcome`: where the answer came from. */
export const OUTCOMES = ['hit', 'stale', 'miss', 'collapsed', 'bypass', 'error'] as const;

/** The outcome of a request. */
export type Outcome = (typeof OUTCOMES)[number];
