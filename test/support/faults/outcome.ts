/** What a flow gets, and how long the service itself made it wait. */
export interface Outcome {
  status: number;
  /** Of an error. */
  code?: string;
  retryAfterSeconds?: number;
  /** Of an answer with data. */
  source?: 'cache' | 'api';
  stale?: boolean;
  /** The header without the cache's name and the TTL. */
  cacheStatus?: string;
  /** By the service's clock, on which only waiting takes time. */
  afterMs: number;
}

/** What is stored when the fault comes. */
export const STORED_STATES = ['nothing', 'fresh', 'stale'] as const;

/** One of {@link STORED_STATES}. */
export type StoredState = (typeof STORED_STATES)[number];

/** The outcomes for each of {@link STORED_STATES}. */
export type Outcomes = readonly [nothing: Outcome, fresh: Outcome, stale: Outcome];

/** The service as the table's cells have it. Two values are unlike any other wait, so that the clock can tell them. */
export const SETTINGS = {
  REQUEST_TIMEOUT_MS: 10_000,
  GENESYS_TIMEOUT_MS: 5001,
  REDIS_TIMEOUT_MS: 4001,
  CACHE_TTL_SECONDS: 300,
  GENESYS_MAX_RESPONSE_BYTES: 65_536,
};

/** By so much the clock is moved for an entry to become stale: its TTL is 270 s where `random` is 0. */
export const STALE_AFTER_MS = 301_000;

const FETCHED = { status: 200, source: 'api', stale: false, afterMs: 0 } as const;

/** Nothing was stored: the answer comes from Genesys, and is stored. */
export const FETCH: Outcome = { ...FETCHED, cacheStatus: 'fwd=uri-miss; stored' };
/** The same, but Redis does not take it. */
export const FETCH_UNSTORED: Outcome = { ...FETCHED, cacheStatus: 'fwd=uri-miss' };
/** A stale entry is renewed. */
export const RENEWAL: Outcome = { ...FETCHED, cacheStatus: 'fwd=stale; stored' };
/** The same, but Redis does not take the new one. */
export const RENEWAL_UNSTORED: Outcome = { ...FETCHED, cacheStatus: 'fwd=stale' };
/** What was stored cannot be read: the answer comes from Genesys, and takes its place. */
export const REPAIR: Outcome = { ...FETCHED, cacheStatus: 'fwd=miss; stored' };
/** Redis is left out: the answer comes from Genesys. */
export const BYPASS: Outcome = { ...FETCHED, cacheStatus: 'fwd=bypass' };
/** A fresh entry answers. */
export const HIT: Outcome = {
  status: 200,
  source: 'cache',
  stale: false,
  cacheStatus: 'hit',
  afterMs: 0,
};

/** A stale entry answers, because of `code`. */
export function staleHit(code: string): Outcome {
  return {
    status: 200,
    source: 'cache',
    stale: true,
    cacheStatus: `hit; detail=${code}`,
    afterMs: 0,
  };
}

/** An error answers. */
export function failure(status: number, code: string, retryAfterSeconds?: number): Outcome {
  return { status, code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }), afterMs: 0 };
}

/** The same, after so long a wait. */
export function after(afterMs: number, outcome: Outcome): Outcome {
  return { ...outcome, afterMs };
}
