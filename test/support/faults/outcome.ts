/** What a flow receives, and how long it waits. */
export interface Outcome {
  status: number;
  /** Only for an error. */
  code?: string;
  retryAfterSeconds?: number;
  /** Only for a response with data. */
  source?: 'cache' | 'api';
  stale?: boolean;
  /** The `Cache-Status` header without the cache's name and the TTL. */
  cacheStatus?: string;
  /** Measured by the service's clock, which only advances while a dependency stalls. */
  afterMs: number;
}

/** What Redis holds when the fault starts. */
export const STORED_STATES = ['nothing', 'fresh', 'stale'] as const;

/** One of {@link STORED_STATES}. */
export type StoredState = (typeof STORED_STATES)[number];

/** The outcomes for each of {@link STORED_STATES}. */
export type Outcomes = readonly [nothing: Outcome, fresh: Outcome, stale: Outcome];

/** The service's settings in every cell. The odd milliseconds make two timeouts unique, so the clock can recognise them. */
export const SETTINGS = {
  REQUEST_TIMEOUT_MS: 10_000,
  GENESYS_TIMEOUT_MS: 5001,
  REDIS_TIMEOUT_MS: 4001,
  REFRESH_TIMEOUT_MS: 800,
  CACHE_TTL_SECONDS: 300,
  GENESYS_MAX_RESPONSE_BYTES: 65_536,
};

/** Long enough for an entry to become stale: its TTL is 270 s when `random` returns 0. */
export const STALE_AFTER_MS = 301_000;

const FETCHED = { status: 200, source: 'api', stale: false, afterMs: 0 } as const;

/** Nothing was stored: the response comes from Genesys and is stored. */
export const FETCH: Outcome = { ...FETCHED, cacheStatus: 'fwd=uri-miss; stored' };
/** A stale entry is refreshed from Genesys. */
export const REFRESH: Outcome = { ...FETCHED, cacheStatus: 'fwd=stale; stored' };
/** Redis is unavailable: the response comes from Genesys. */
export const BYPASS: Outcome = { ...FETCHED, cacheStatus: 'fwd=bypass' };
/** A fresh entry is served. */
export const HIT: Outcome = {
  status: 200,
  source: 'cache',
  stale: false,
  cacheStatus: 'hit',
  afterMs: 0,
};

/** What the header says before an outcome of the container's own copy. */
export const LOCAL_COPY = 'GenesysDataActionCacheLocalCopy; ';

/** The same outcome from the container's own copy, because Redis is unavailable. */
export function localCopy(outcome: Outcome): Outcome {
  return { ...outcome, cacheStatus: `${LOCAL_COPY}${outcome.cacheStatus}` };
}

/** A stale entry is served because the call failed with `code`. */
export function staleHit(code: string): Outcome {
  return {
    status: 200,
    source: 'cache',
    stale: true,
    cacheStatus: `hit; detail=${code}`,
    afterMs: 0,
  };
}

/** The response is an error. */
export function failure(status: number, code: string, retryAfterSeconds?: number): Outcome {
  return { status, code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }), afterMs: 0 };
}

/** The same outcome after waiting for `afterMs`. */
export function after(afterMs: number, outcome: Outcome): Outcome {
  return { ...outcome, afterMs };
}
