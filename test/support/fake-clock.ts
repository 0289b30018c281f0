import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../lambda/runtime/clock.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** How many timers have neither fallen due nor been cancelled. */
  readonly pendingTimers: number;
  /**
   * Moves time on by `ms`, stopping at every timer that falls due on the way, in order, so that what waited for
   * it runs, and may set another, at its own time. Resolves once all of that has settled.
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

  /** The first to fall due by then; of equals, the one that came first. */
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
      // A turn of the event loop: every promise that can settle without time passing does so before it.
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
