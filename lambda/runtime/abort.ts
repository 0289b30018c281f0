/**
 * Returns a promise that `start` settles, or that rejects with the signal's reason if the signal aborts first. `start` does
 * not run if the signal has already aborted. It may return a clean-up function, which runs once, when the promise settles;
 * the listener on the signal is removed then too.
 */
export function abortable<T>(
  signal: AbortSignal | undefined,
  start: (resolve: (value: T) => void, reject: (reason: unknown) => void) => undefined | (() => void),
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    let isSettled = false;
    let cleanUp: undefined | (() => void);
    /** Returns false if the promise was already settled. */
    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      signal?.removeEventListener('abort', onAbort);
      cleanUp?.();
      return true;
    };
    const onAbort = () => {
      if (settle()) reject(signal?.reason);
    };
    cleanUp = start(
      (value) => {
        if (settle()) resolve(value);
      },
      (reason) => {
        if (settle()) reject(reason);
      },
    );
    if (isSettled) cleanUp?.();
    else if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
