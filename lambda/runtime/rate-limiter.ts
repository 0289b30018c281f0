import type { Clock } from './clock.ts';

/** How many calls to Genesys may be made, and when none. Its methods reject only when the signal aborts. */
export interface RateLimiter {
  /** Takes one call. Gives 0 if it may be made now, or the milliseconds until one may be. */
  take(signal: AbortSignal): Promise<number>;
  /** Lets nobody take a call for so long; a longer pause that is under way stays. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** The time over which calls are counted. */
export const RATE_WINDOW_MS = 60_000;

/**
 * A limiter for this process alone: at most `callsPerMinute` in any 60 s, not just in those that begin with a whole
 * minute; 0 is any number.
 */
export function createProcessRateLimiter(callsPerMinute: number, clock: Clock): RateLimiter {
  const calledAtMs: number[] = [];
  let pausedUntilMs = 0;
  return {
    take: async (signal) => {
      signal.throwIfAborted();
      const nowMs = clock.monotonicMs();
      if (nowMs < pausedUntilMs) return pausedUntilMs - nowMs;
      if (callsPerMinute === 0) return 0;
      while (calledAtMs[0] !== undefined && calledAtMs[0] <= nowMs - RATE_WINDOW_MS) calledAtMs.shift();
      const [oldestMs] = calledAtMs;
      if (oldestMs !== undefined && calledAtMs.length >= callsPerMinute)
        return oldestMs + RATE_WINDOW_MS - nowMs;
      calledAtMs.push(nowMs);
      return 0;
    },
    pause: async (ms, signal) => {
      signal.throwIfAborted();
      pausedUntilMs = Math.max(pausedUntilMs, clock.monotonicMs() + ms);
    },
  };
}
