import { StoreCircuitOpen } from '../cache/store.ts';
import { type Backoff, backoffMs } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';

/** How long the breaker stays open after the first outage in a row, the second and so on. */
const PAUSE: Backoff = { firstMs: 500, maxMs: 8000, jitter: 0 };

/** What an error says about Redis: it is down, it works, or neither (the caller's deadline passed). */
export type Verdict = 'outage' | 'alive' | 'unknown';

/** Runs work unless the circuit breaker is open; `judge` says what an error of the work means. */
type Breaker = <T>(work: () => Promise<T>, judge: (error: unknown) => Verdict) => Promise<T>;

/**
 * A circuit breaker: only the first request of an outage waits for Redis, not every request. The first outage opens it: work is
 * rejected with {@link StoreCircuitOpen} at once. After a pause of 0.5 s it is half-open: one call at a time is let
 * through as a probe. A reply, even an error reply, closes it; another outage doubles the pause, up to 8 s.
 *
 * `onConnected` registers a listener that is called when a connection becomes ready. After one outage that closes
 * the breaker; after several it only brings the next probe forward, to 0.5 s after the last one, because an endpoint
 * may accept connections and never reply.
 */
export function createBreaker(clock: Clock, onConnected?: (listener: () => void) => void): Breaker {
  let outagesInARow = 0;
  let isOpen = false;
  let openedAtMs = 0;
  let probeAtMs = 0;
  let isProbing = false;

  function open(): void {
    outagesInARow += 1;
    isOpen = true;
    openedAtMs = clock.monotonicMs();
    probeAtMs = openedAtMs + backoffMs(PAUSE, outagesInARow, 0);
  }

  function close(): void {
    outagesInARow = 0;
    isOpen = false;
  }

  onConnected?.(() => {
    if (outagesInARow === 1) isOpen = false;
    else probeAtMs = Math.min(probeAtMs, openedAtMs + PAUSE.firstMs);
  });

  return async (work, judge) => {
    const isProbe = isOpen;
    if (isProbe && (isProbing || clock.monotonicMs() < probeAtMs))
      throw new StoreCircuitOpen('Redis was skipped: the circuit breaker is open after an outage');
    if (isProbe) isProbing = true;
    try {
      const result = await work();
      close();
      return result;
    } catch (error) {
      const verdict = judge(error);
      if (verdict === 'alive') close();
      // Of several calls that an outage hits at once, only the first opens the breaker.
      if (verdict === 'outage' && (isProbe || !isOpen)) open();
      throw error;
    } finally {
      if (isProbe) isProbing = false;
    }
  };
}
