import { abortable } from './deadline.ts';

/** Joins concurrent calls with the same key in this process; see {@link createSingleFlight}. */
type SingleFlight<T> = (
  key: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

interface Flight<T> {
  result: Promise<T>;
  abort: AbortController;
  waiting: number;
}

/**
 * Returns a function that runs `work` once per key at a time: callers that arrive while it runs get its result or
 * its error. Each caller waits under its own signal; the work is aborted only once no caller waits:
 *
 *     A starts, B joins, A's deadline passes: A rejects, the work continues for B.
 *     A starts, A's deadline passes, the work is aborted, B arrives: B starts it again.
 */
export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>();

  function start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const abort = new AbortController();
    const result = work(abort.signal).finally(() => land(key, flight));
    // It may fail after every caller has stopped waiting.
    result.catch(() => undefined);
    const flight: Flight<T> = { result, abort, waiting: 0 };
    flights.set(key, flight);
    return flight;
  }

  function land(key: string, flight: Flight<T>): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  return async (key, signal, work) => {
    signal.throwIfAborted();
    const flight = flights.get(key) ?? start(key, work);
    flight.waiting += 1;
    try {
      return await abortable<T>(signal, (resolve, reject) => {
        flight.result.then(resolve, reject);
        return undefined;
      });
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        land(key, flight);
        flight.abort.abort(signal.reason);
      }
    }
  };
}

/**
 * Returns a function that makes a value on its first call; later and concurrent callers share it. A failure is not
 * remembered: the next call tries again.
 */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
