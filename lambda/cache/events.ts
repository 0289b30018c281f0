import type { CacheResult, Forward, Storage } from './result.ts';
import type { LeaseReply } from './store.ts';

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
