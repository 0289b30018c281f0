import type { Clock } from '../clock.ts';
import { StoreUnavailable } from './store.ts';

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
 * `onAlive` is handed a listener for signs of life from elsewhere, which close it too.
 */
export function createBreaker(clock: Clock, onAlive?: (close: () => void) => void): Breaker {
  let pauseMs = 0;
  let probeAtMs = 0;
  let isProbing = false;
  onAlive?.(close);

  function close(): void {
    pauseMs = 0;
  }

  function open(): void {
    pauseMs = Math.min(MOST_PAUSE_MS, pauseMs === 0 ? FIRST_PAUSE_MS : pauseMs * 2);
    probeAtMs = clock.monotonicMs() + pauseMs;
  }

  return async (work, judge) => {
    const isProbe = pauseMs > 0;
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
      if (verdict === 'outage' && (isProbe || pauseMs === 0)) open();
      throw error;
    } finally {
      if (isProbe) isProbing = false;
    }
  };
}
