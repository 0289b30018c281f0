import type { CacheStore } from '../../lambda/cache/store.ts';
import type { Clock } from '../../lambda/runtime/clock.ts';
import type { TokenStore } from '../../lambda/runtime/token-store.ts';
import { createMovableClock } from './movable-clock.ts';

/** Ports of a service that uses the test's clock, also for times that Redis measures. */
export interface MovablePorts {
  readonly clock: Clock;
  readonly wrapStore: (store: CacheStore) => CacheStore;
  readonly wrapTokenStore: (store: TokenStore) => TokenStore;
  /** Advances the clock. */
  skip(ms: number): void;
}

/** In Redis, leases and back-off windows last this many times longer, so that only the test ends them. */
export const TERM_FACTOR = 1000;

/** The store, whose leases and back-off windows do not end in real time. */
export function withLongTerms(store: CacheStore): CacheStore {
  return {
    ...store,
    acquireLease: (key, request, signal) =>
      store.acquireLease(key, { ...request, termMs: request.termMs * TERM_FACTOR }, signal),
    extendLease: (key, lease, signal) =>
      store.extendLease(key, { ...lease, termMs: lease.termMs * TERM_FACTOR }, signal),
    putFailure: (key, failure, signal) =>
      store.putFailure(key, { ...failure, windowMs: failure.windowMs * TERM_FACTOR }, signal),
  };
}

/** Creates ports whose time of day stands still at `startMs`; see movable-clock.ts for the timers of their clock. */
export function createMovablePorts(startMs: number): MovablePorts {
  const { monotonicMs, timer, skip } = createMovableClock();
  let epochMs = startMs;
  return {
    clock: { epochMs: () => epochMs, monotonicMs, timer },
    skip: (ms) => {
      epochMs += ms;
      skip(ms);
    },
    wrapStore: withLongTerms,
    wrapTokenStore: (store) => ({
      ...store,
      acquire: (request, signal) =>
        store.acquire({ ...request, loginTermMs: request.loginTermMs * TERM_FACTOR }, signal),
    }),
  };
}
