import type { ErrorCode } from '../errors.ts';
import type { Found, FoundEntry } from './found.ts';

/**
 * What the cache hands back, whole, to the response, the `Cache-Status` header, the log line and the metrics:
 * - `hit`: a fresh entry.
 * - `stale`: an entry past its TTL or outdated by a change, because the origin failed or is being called.
 * - `miss`: fetched from the origin.
 * - `collapsed`: waited for another request that fetched the same, and got what that request fetched.
 * - `bypass`: fetched from the origin, because the shared store is unavailable.
 */
export type CacheResult = Hit | Stale | Miss | Collapsed | Bypass;

/** The name of an outcome. */
export type CacheOutcome = CacheResult['outcome'];

interface Data {
  /** JSON text. */
  value: string;
  /** Whole seconds since it was stored; 0 for what this request fetched. */
  ageSeconds: number;
}

interface MayBeLocal {
  /** Whether it is this container's own copy, because the shared store is unavailable. */
  isLocal?: true;
}

interface Hit extends Data, MayBeLocal {
  outcome: 'hit';
  /** Whole seconds until it is stale, from 1. */
  ttlSeconds: number;
}

interface Stale extends Data, MayBeLocal {
  outcome: 'stale';
  /** 0 or less. */
  ttlSeconds: number;
  reason: StaleReason;
}

interface Miss extends Data {
  outcome: 'miss';
  forward: Exclude<Forward, 'bypass'>;
  storage: Storage;
}

interface Collapsed extends Data {
  outcome: 'collapsed';
  forward: Forward;
}

interface Bypass extends Data {
  outcome: 'bypass';
}

/** Why a stale entry is served: the code of the error of the fetch, or another request is fetching. */
export type StaleReason = ErrorCode | 'collapsed';

/**
 * Why a request goes to the origin, as RFC 9211 (2.2) names it: no entry; an entry that is past its TTL or outdated; an
 * entry that cannot be read; a store that is unavailable.
 */
export type Forward = 'uri-miss' | 'stale' | 'miss' | 'bypass';

/** What became of storing a fetched value: `superseded` if another container has stored a newer one meanwhile. */
export type Storage = 'stored' | 'superseded' | 'too-large' | 'failed';

/** Why what was found makes a request go to the origin. */
export function forwardOf(found: Found): Exclude<Forward, 'bypass'> {
  return FORWARDS[found.state];
}

const FORWARDS = {
  fresh: 'stale',
  stale: 'stale',
  expired: 'stale',
  absent: 'uri-miss',
  unreadable: 'miss',
} as const satisfies Record<Found['state'], Forward>;

/** The result of serving a fresh entry. */
export function hit({ entry, ageSeconds, ttlSeconds }: FoundEntry): Hit {
  return { outcome: 'hit', value: entry.value, ageSeconds, ttlSeconds };
}

/** The result of serving an entry instead of fetching; `reason` says why, should it be stale. */
export function served(found: FoundEntry, reason: StaleReason): Hit | Stale {
  const { state, entry, ageSeconds, ttlSeconds } = found;
  if (state === 'fresh') return hit(found);
  return { outcome: 'stale', value: entry.value, ageSeconds, ttlSeconds, reason };
}

/** The result of a fetch that `found` made necessary. */
export function fetched(value: string, found: Found, storage: Storage): Miss {
  return { outcome: 'miss', value, ageSeconds: 0, forward: forwardOf(found), storage };
}

/** The same result for a request that has waited for it after finding `found`; a stale one stays stale. */
export function collapsed(result: CacheResult, found: Found): Stale | Collapsed {
  if (result.outcome === 'stale') return result;
  const { value, ageSeconds } = result;
  return { outcome: 'collapsed', value, ageSeconds, forward: forwardOf(found) };
}

/** The same result, of a look-up in this container's own copies. */
export function asLocal(result: CacheResult): CacheResult {
  const { value, ageSeconds } = result;
  switch (result.outcome) {
    case 'hit':
    case 'stale':
      return { ...result, isLocal: true };
    case 'collapsed':
      return { ...result, forward: 'bypass' };
    case 'miss':
    case 'bypass':
      return { outcome: 'bypass', value, ageSeconds };
  }
}

/** Whether a result is this container's own copy. */
export function isLocalCopy(result: CacheResult): boolean {
  return 'isLocal' in result && result.isLocal === true;
}
