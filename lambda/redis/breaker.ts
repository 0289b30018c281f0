import { StoreUnavailable } from '../cache/store.ts';
import type { Clock } from '../runtime/clock.ts';

const FIRST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 8000;

/** The store was not asked: it did not answer a moment ago, and it is not yet time to try it again. */
export class StoreSkipped extends StoreUnavailable {
  override readonly name = 'StoreSkipped';
}

/** What an error says of the thing that was asked: it is down, it works, or neither (the asker gave up). */
export type Verdict = 'outage' | 'alive' | 'unknown';

/** Runs work unless the breaker is open; `judge` tells what its error means. */
export type Breaker = <T>(work: () => Promise<T>, judge: (error: unknown) => Verdict) => Promise<T>;

/**
 * A circuit breaker for something that costs time while it is down. The first outage opens it: from then on work
 * is refused with {@link StoreSkipped} at once. When the pause is over one caller at a time is let through as a
 * probe: an answer, be it a refusal, closes the breaker, another outage doubles the pause, from 0.5 s up to 8 s.
 * `onAlive` is handed a listener for signs of life from elsewhere. After a first outage they close it, after further
 * ones the next probe comes after 0.5 s: something may greet whoever connects, and say no more.
 */
export function createBreaker(clock: Clock, onAlive?: (listener: () => void) => void): Breaker {
  let outagesInARow = 0;
  let isOpen = false;
  let openedAtMs = 0;
  let probeAtMs = 0;
  let isProbing = false;

  function open(): void {
    outagesInARow += 1;
    isOpen = true;
    openedAtMs = clock.monotonicMs();
    probeAtMs = openedAtMs + Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (outagesInARow - 1));
  }

  function close(): void {
    outagesInARow = 0;
    isOpen = false;
  }

  onAlive?.(() => {
    if (outagesInARow === 1) isOpen = false;
    else probeAtMs = Math.min(probeAtMs, openedAtMs + FIRST_PAUSE_MS);
  });

  return async (work, judge) => {
    const isProbe = isOpen;
    if (isProbe && (isProbing || clock.monotonicMs() < probeAtMs))
      throw new StoreSkipped('not asked, as it did not answer a moment ago');
    if (isProbe) isProbing = true;
    try {
      const result = await work();
      close();
      return result;
    } catch (error) {
      const verdict = judge(error);
      if (verdict === 'alive') close();
      // Of several that were under way when it broke, the first one opens the breaker.
      if (verdict === 'outage' && (isProbe || !isOpen)) open();
      throw error;
    } finally {
      if (isProbe) isProbing = false;
    }
  };
}
