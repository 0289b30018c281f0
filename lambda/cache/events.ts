import type { Forward } from './found.ts';

/**
 * What happened during one look-up, in order; `cause` says why something could not be read or written, and
 * durations are milliseconds.
 */
export type CacheEvent =
  /** Always the first; `stale` also for an entry that is past all use. Whatever can be used has an age. */
  | {
      type: 'cache.read';
      outcome: 'hit' | Forward;
      /** Whether it would be fresh, had nothing changed that it depends on. */
      isInvalidated?: boolean | undefined;
      durationMs: number;
      ageSeconds?: number | undefined;
      cause?: unknown;
    }
  /** What became of asking to be the one who fetches; `polls` counts how often, waiting for somebody else. */
  | {
      type: 'cache.claim';
      outcome: 'changed' | 'failed' | 'won' | 'held' | 'unavailable';
      /** Whether the entry was fresh, and near its end. */
      isEarly: boolean;
      durationMs: number;
      polls: number;
      cause?: unknown;
    }
  | {
      type: 'cache.write';
      outcome: 'stored' | 'superseded' | 'too-large' | 'failed';
      durationMs: number;
      bytes: number;
      cause?: unknown;
    }
  /** A failed fetch was remembered, or could not be. */
  | { type: 'cache.failure'; outcome: 'stored' | 'failed'; code: string; windowMs: number; cause?: unknown }
  /** Always the last, unless the look-up failed. */
  | {
      type: 'cache.answer';
      outcome: 'hit' | 'stale' | 'miss' | 'bypass';
      ageSeconds: number;
      isCollapsed: boolean;
      detail?: string | undefined;
    };
