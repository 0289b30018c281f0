/** Time as a port: what decides or waits is given one, so that tests can own it. */
export interface Clock {
  /** Milliseconds since the Unix epoch: comparable between containers, and may jump. */
  epochMs(): number;
  /** Milliseconds since some fixed moment of this process: never runs backwards, for durations. */
  monotonicMs(): number;
  /** Calls `onDue` once, after `ms`; gives a function that cancels it, which may be called at any time. */
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

/** Resolves after `ms`; rejects with the signal's reason as soon as that aborts, leaving no timer. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.timer(ms, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Returns a function that gives the milliseconds since this call. */
export function stopwatch(clock: Clock): () => number {
  const startMs = clock.monotonicMs();
  return () => clock.monotonicMs() - startMs;
}
