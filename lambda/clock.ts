/** Time as a port: what decides or waits is given one, so that tests can own it. */
export interface Clock {
  /** Milliseconds since the Unix epoch: comparable between containers, and may jump. */
  epochMs(): number;
  /** Milliseconds since some fixed moment of this process: never runs backwards, for durations. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as that aborts, leaving no timer. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  epochMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  // Not by node:timers/promises: it makes an error of its own at each abort, which is how every time limit that was
  // kept ends.
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal.addEventListener('abort', onAbort, { once: true });
    }),
};

/** Returns a function that gives the milliseconds since this call. */
export function stopwatch(clock: Clock): () => number {
  const startMs = clock.monotonicMs();
  return () => clock.monotonicMs() - startMs;
}
