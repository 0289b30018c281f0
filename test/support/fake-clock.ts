import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../lambda/clock.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** How many sleeps have neither been passed nor aborted. */
  readonly pendingSleeps: number;
  /**
   * Moves time on by `ms`, stopping at every sleep that falls due on the way, in order, so that what it was
   * waiting for runs, and may sleep again, at its own time. Resolves once all of that has settled.
   */
  advance(ms: number): Promise<void>;
}

interface Sleeper {
  dueMs: number;
  wake: () => void;
}

const A_DAY_IN_2026_MS = Date.UTC(2026, 10, 24, 12);

/** A clock whose monotonic time starts at 0 and whose epoch time starts at `startEpochMs`. */
export function createFakeClock(startEpochMs = A_DAY_IN_2026_MS): FakeClock {
  const sleepers = new Set<Sleeper>();
  let nowMs = 0;

  /** The first to fall due by then; of equals, the one that came first. */
  function firstDue(untilMs: number): Sleeper | undefined {
    const due = [...sleepers].filter(({ dueMs }) => dueMs <= untilMs);
    return due.sort((a, b) => a.dueMs - b.dueMs)[0];
  }

  return {
    epochMs: () => startEpochMs + nowMs,
    monotonicMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const end = (outcome: () => void) => () => {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', onAbort);
          outcome();
        };
        const onAbort = end(() => reject(signal.reason));
        const sleeper: Sleeper = { dueMs: nowMs + ms, wake: end(resolve) };
        signal.addEventListener('abort', onAbort);
        sleepers.add(sleeper);
      }),
    get pendingSleeps() {
      return sleepers.size;
    },
    advance: async (ms) => {
      const untilMs = nowMs + ms;
      // A turn of the event loop: every promise that can settle without time passing does so before it.
      await setImmediate();
      for (let next = firstDue(untilMs); next !== undefined; next = firstDue(untilMs)) {
        nowMs = Math.max(nowMs, next.dueMs);
        next.wake();
        await setImmediate();
      }
      nowMs = untilMs;
    },
  };
}
