import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../lambda/runtime/clock.ts';

/** A clock that stands still until a test advances it. */
export interface FakeClock extends Clock {
  /** The number of timers that have neither fired nor been cancelled. */
  readonly pendingTimers: number;
  /**
   * Advances the time by `ms` and stops at every timer that is due, in order. Code that waited for the timer runs at
   * that time and may set another timer. Resolves once all of it has settled.
   */
  advance(ms: number): Promise<void>;
}

interface Timer {
  dueMs: number;
  onDue: () => void;
}

const A_DAY_IN_2026_MS = Date.UTC(2026, 10, 24, 12);

/** A clock whose monotonic time starts at 0 and whose epoch time starts at `startEpochMs`. */
export function createFakeClock(startEpochMs = A_DAY_IN_2026_MS): FakeClock {
  const timers = new Set<Timer>();
  let nowMs = 0;

  /** The timer that is due first; of timers due at the same time, the one that was set first. */
  function firstDue(untilMs: number): Timer | undefined {
    const due = [...timers].filter(({ dueMs }) => dueMs <= untilMs);
    return due.sort((a, b) => a.dueMs - b.dueMs)[0];
  }

  return {
    epochMs: () => startEpochMs + nowMs,
    monotonicMs: () => nowMs,
    timer: (ms, onDue) => {
      const timer: Timer = { dueMs: nowMs + ms, onDue };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    get pendingTimers() {
      return timers.size;
    },
    advance: async (ms) => {
      const untilMs = nowMs + ms;
      // By the next turn of the event loop, every promise that needs no timer has settled.
      await setImmediate();
      for (let next = firstDue(untilMs); next !== undefined; next = firstDue(untilMs)) {
        nowMs = Math.max(nowMs, next.dueMs);
        timers.delete(next);
        next.onDue();
        await setImmediate();
      }
      nowMs = untilMs;
    },
  };
}
