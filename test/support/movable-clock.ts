import { EXTEND_EVERY_MS } from '../../lambda/cache/lease.ts';
import type { Clock } from '../../lambda/runtime/clock.ts';

/** A clock that stands still until a test advances it, for services whose sockets need real time. */
export interface MovableClock extends Clock {
  /** The number of timers that have neither fired nor been cancelled. */
  readonly pendingTimers: number;
  /** Advances the time. Fires every timer that is due before it returns. */
  skip(ms: number): void;
}

interface Timer {
  dueMs: number;
  fire: () => void;
}

/** Timers of at least this length are timeouts. Every delay between two attempts is shorter. */
export const LIMIT_FROM_MS = 2500;

/**
 * Short timers, such as delays between two attempts, fire in real time and advance the clock. Long timers are timeouts:
 * they fire only when the test skips the time, however slow the machine is. A lease is extended in real time, which does
 * not advance the clock: how often depends on the machine.
 */
export function createMovableClock(): MovableClock {
  const startMs = Date.now();
  const timers = new Set<Timer>();
  let nowMs = 0;

  function timer(ms: number, onDue: () => void): () => void {
    let timeout: NodeJS.Timeout | undefined;
    const cancel = () => {
      timers.delete(added);
      clearTimeout(timeout);
    };
    const fire = () => {
      cancel();
      if (ms !== EXTEND_EVERY_MS) nowMs = Math.max(nowMs, added.dueMs);
      onDue();
    };
    const added = { dueMs: nowMs + ms, fire };
    timers.add(added);
    if (ms < LIMIT_FROM_MS) timeout = setTimeout(fire, ms);
    return cancel;
  }

  return {
    epochMs: () => startMs + nowMs,
    monotonicMs: () => nowMs,
    timer,
    get pendingTimers() {
      return timers.size;
    },
    skip: (ms) => {
      const untilMs = nowMs + ms;
      const due = [...timers].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs);
      // A timer may have been cancelled by one that fired before it.
      for (const added of due) if (timers.has(added)) added.fire();
      nowMs = untilMs;
    },
  };
}
