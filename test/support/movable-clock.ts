import { type Clock, systemClock } from '../../lambda/runtime/clock.ts';

/** A clock whose time of day stands still until a test moves it; timers are real ones. */
export interface MovableClock extends Clock {
  /** Moves the time of day, and the monotonic time, on. */
  skip(ms: number): void;
}

/** For whole services, whose sockets need real time, while entries and back-off windows must not age by chance. */
export function createMovableClock(): MovableClock {
  const startMs = systemClock.epochMs();
  let skippedMs = 0;
  return {
    epochMs: () => startMs + skippedMs,
    monotonicMs: () => systemClock.monotonicMs() + skippedMs,
    timer: systemClock.timer,
    skip: (ms) => {
      skippedMs += ms;
    },
  };
}
