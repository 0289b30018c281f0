import type { Deadline } from '../runtime/deadline.ts';
import type { Terms } from './freshness.ts';
import type { CacheResult, Forward, Storage } from './result.ts';
import type { LeaseReply } from './store.ts';

/** One look-up in the cache. */
export interface Lookup {
  key: string;
  /** The tags that the entry depends on; see keys.ts. */
  tags: readonly string[];
  /** The TTL of the fetched entry, before jitter. */
  ttlSeconds: number;
  /** How long an entry may be served after its TTL when the origin fails. */
  staleIfErrorSeconds: number;
  /** From this age an entry is never served, fresh or stale; undefined for no limit. */
  maxAgeSeconds?: number | undefined;
  /** Personal data: an invalidated entry is never served, whatever fails, and no copy outlives the request. */
  isPersonal?: boolean;
  /** An entry with a larger value is not served; `fetch` rejects instead of returning one. */
  maxValueBytes: number;
  /** The request's deadline: ends every wait. */
  deadline: Deadline;
  /** Calls the origin for JSON text. Called at most once. */
  fetch: (limits: FetchLimits) => Promise<string>;
  observe: (event: CacheEvent) => void;
}

export interface FetchLimits {
  /** Within the request's deadline. */
  deadline: Deadline;
  /** False if an entry can be served instead: then one attempt is enough, and the next is made after the back-off. */
  mayRetry: boolean;
}

/** The max age of a look-up in milliseconds; undefined for no limit. */
export function maxAgeMs({ maxAgeSeconds }: Lookup): number | undefined {
  return maxAgeSeconds === undefined ? undefined : maxAgeSeconds * 1000;
}

/** The terms by which a look-up judges an entry at a given time. */
export function termsAt(lookup: Lookup, nowMs: number): Terms {
  const { staleIfErrorSeconds, maxValueBytes, isPersonal = false } = lookup;
  return {
    nowMs,
    staleMs: staleIfErrorSeconds * 1000,
    maxAgeMs: maxAgeMs(lookup),
    maxValueBytes,
    isPersonal,
  };
}

/** An event of one look-up. `cause` says why the shared store could not be read or written. */
export type CacheEvent =
  /** Always the first. `stale` includes expired entries; `ageSeconds` is that of an entry that can be served. */
  | {
      type: 'cache.read';
      outcome: 'hit' | Forward;
      /** Whether the entry would be fresh if nothing that it depends on had changed. */
      isInvalidated?: boolean | undefined;
      durationMs: number;
      ageSeconds?: number | undefined;
      cause?: unknown;
    }
  /** Result of the attempt to acquire the lease, after `polls` waits for another container that held it. */
  | {
      type: 'cache.lease';
      outcome: LeaseReply['outcome'] | 'unavailable';
      durationMs: number;
      polls: number;
      cause?: unknown;
    }
  | {
      type: 'cache.write';
      outcome: Storage;
      durationMs: number;
      bytes: number;
      cause?: unknown;
    }
  /** A failed fetch was remembered, or could not be. */
  | { type: 'cache.failure'; outcome: 'stored' | 'failed'; code: string; windowMs: number; cause?: unknown }
  /** Always the last, unless the look-up rejects. */
  | { type: 'cache.result'; result: CacheResult };
