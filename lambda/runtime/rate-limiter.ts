import type { Clock } from './clock.ts';

/** How many calls to an API may be made per minute. Its methods reject only when the signal aborts. */
export interface RateLimiter {
  /**
   * Takes `calls` calls, all or none. Resolves to 0 if they may be made now, else to the milliseconds to wait before
   * trying again.
   */
  take(calls: number, signal: AbortSignal): Promise<number>;
  /** Stops all calls for `ms`; a longer pause that is already running stays. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** The sliding window over which calls are counted. */
export const RATE_WINDOW_MS = 60_000;

/**
 * A limiter for this process: at most `callsPerMinute` calls in any 60 s (a sliding window); 0 means no limit.
 */
export function createProcessRateLimiter(callsPerMinute: number, clock: Clock): RateLimiter {
  const calledAtMs: number[] = [];
  let pausedUntilMs = 0;
  return {
    take: async (calls, signal) => {
      signal.throwIfAborted();
      const nowMs = clock.monotonicMs();
      if (nowMs < pausedUntilMs) return pausedUntilMs - nowMs;
      if (callsPerMinute === 0) return 0;
      while (calledAtMs[0] !== undefined && calledAtMs[0] <= nowMs - RATE_WINDOW_MS) calledAtMs.shift();
      const excess = calledAtMs.length + calls - callsPerMinute;
      if (excess > 0) {
        // There is room once the oldest calls leave the window; more calls than a window holds wait in vain.
        const lastToLeaveMs = calledAtMs[excess - 1] ?? nowMs;
        return lastToLeaveMs + RATE_WINDOW_MS - nowMs;
      }
      for (let call = 0; call < calls; call += 1) calledAtMs.push(nowMs);
      return 0;
    },
    pause: async (ms, signal) => {
      signal.throwIfAborted();
      pausedUntilMs = Math.max(pausedUntilMs, clock.monotonicMs() + ms);
    },
  };
}
