import type { Clock } from '../../lambda/runtime/clock.ts';

/** A clock that goes by the ticks of this process. */
export interface TickingClock extends Clock {
  stop(): void;
}

const TICK_MS = 10;

/**
 * Goes on by 10 ms at each tick, which a process that is held up makes late and only once: so no time passes while it
 * cannot run, and what it is told to do after a time it does at that very time.
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
