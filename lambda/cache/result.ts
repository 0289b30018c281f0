import type { ErrorCode } from '../errors.ts';
import type { FoundEntry, FreshEntry, NotFresh } from './freshness.ts';

/**
 * What the cache hands back. The response, the `Cache-Status` header, the log line and the metrics all derive from it:
 * - `hit`: a fresh entry.
 * - `stale`: an entry past its TTL or outdated by a change, because the origin failed or is being called.
 * - `miss`: fetched from the origin.
 * - `collapsed`: waited for another request that was fetching the same entry, and got its result.
 * - `bypass`: fetched from the origin, because the shared store is unavailable.
 */
export type CacheResult = Hit | Stale | Miss | Collapsed | Bypass;

export type CacheOutcome = CacheResult['outcome'];

interface Data {
  /** JSON text. */
  value: string;
  /** Whole seconds since it was stored; 0 if this request fetched it. */
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

/** Why a stale entry is served: the error code of the fetch, or `collapsed` if another request is fetching. */
export type StaleReason = ErrorCode | 'collapsed';

/**
 * Why a request goes to the origin, as RFC 9211 (2.2) names it: no entry; an entry that is past its TTL or outdated; an
 * entry that cannot be read; a store that is unavailable.
 */
export type Forward = 'uri-miss' | 'stale' | 'miss' | 'bypass';

/** The result of storing a fetched value: `superseded` if another container has stored a newer one meanwhile. */
export type Storage = 'stored' | 'superseded' | 'too-large' | 'failed';

/** Why a request goes to the origin, given what it found. */
export function forwardOf(found: NotFresh): Exclude<Forward, 'bypass'> {
  return FORWARDS[found.state];
}

const FORWARDS = {
  stale: 'stale',
  expired: 'stale',
  absent: 'uri-miss',
  unreadable: 'miss',
} as const satisfies Record<NotFresh['state'], Forward>;

/** The result of serving a fresh entry. */
export function hit({ entry, ageSeconds, ttlSeconds }: FreshEntry): Hit {
  return { outcome: 'hit', value: entry.value, ageSeconds, ttlSeconds };
}

/** The result of serving an entry instead of fetching; `reason` says why, if it is stale. */
export function served(found: FoundEntry, reason: StaleReason): Hit | Stale {
  if (found.state === 'fresh') return hit(found);
  const { entry, ageSeconds, ttlSeconds } = found;
  return { outcome: 'stale', value: entry.value, ageSeconds, ttlSeconds, reason };
}

/** The result of a fetch; `found` is what the cache had before. */
export function fetched(value: string, found: NotFresh, storage: Storage): Miss {
  return { outcome: 'miss', value, ageSeconds: 0, forward: forwardOf(found), storage };
}

/** The same result, for a request that waited for it after finding `found`. A stale result stays stale. */
export function collapsed(result: CacheResult, found: NotFresh): Stale | Collapsed {
  if (result.outcome === 'stale') return result;
  const { value, ageSeconds } = result;
  return { outcome: 'collapsed', value, ageSeconds, forward: forwardOf(found) };
}

/** The same result, marked as coming from this container's own copies. */
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
