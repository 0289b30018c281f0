/** The port for time, passed to everything that waits or depends on time, so that tests control it. */
export interface Clock {
  /** Milliseconds since the Unix epoch: comparable between containers, may jump. */
  epochMs(): number;
  /** Milliseconds since a fixed moment of this process: for durations, never runs backwards. */
  monotonicMs(): number;
  /** Calls `onDue` once, after `ms`. The function it returns cancels the timer and may be called at any time. */
  timer(ms: number, onDue: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  epochMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  timer: (ms, onDue) => {
    const timeout = setTimeout(onDue, ms);
    return () => clearTimeout(timeout);
  },
};

/** Returns a function that gives the milliseconds since this call. */
export function stopwatch(clock: Clock): () => number {
  const startMs = clock.monotonicMs();
  return () => clock.monotonicMs() - startMs;
}
