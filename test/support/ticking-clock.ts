import type { Clock } from '../../lambda/runtime/clock.ts';

/** A clock that counts the ticks of this process. */
export interface TickingClock extends Clock {
  stop(): void;
}

const TICK_MS = 10;

/**
 * Advances by 10 ms at each tick. A process that cannot run misses its ticks, so no time passes for it, and a timer fires
 * exactly when it is due on this clock.
 */
export function createTickingClock(): TickingClock {
  const startMs = Date.now();
  const timers = new Set<{ dueMs: number; onDue: () => void }>();
  let nowMs = 0;
  const ticks = setInterval(() => {
    nowMs += TICK_MS;
    for (const timer of timers) if (timer.dueMs <= nowMs && timers.delete(timer)) timer.onDue();
  }, TICK_MS);
  return {
    epochMs: () => startMs + nowMs,
    monotonicMs: () => nowMs,
    timer: (ms, onDue) => {
      const timer = { dueMs: nowMs + ms, onDue };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    stop: () => clearInterval(ticks),
  };
}
