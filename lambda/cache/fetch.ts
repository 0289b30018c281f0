import { asDataActionError, DataActionError } from '../errors.ts';
import { type Clock, stopwatch } from '../runtime/clock.ts';
import { type Deadline, remainingMs, withDeadline } from '../runtime/deadline.ts';
import { encodeEntry } from './entry.ts';
import { encodeFailure, failureWindowMs } from './failure.ts';
import { type Found, isFoundEntry, judgeAgain } from './found.ts';
import { jitteredLifetimeMs } from './freshness.ts';
import { type FetchMode, LEASE_TERM_MS, whileHolding } from './lease.ts';
import { type Lookup, maxAgeMs } from './lookup.ts';
import { type CacheResult, fetched, type Storage, served } from './result.ts';
import type { CacheStore } from './store.ts';

/** The limits of a fetch, and of what is stored. */
export interface FetchPolicy {
  /** How long an early refresh may take; 0 switches early refreshes off. */
  refreshTimeoutMs: number;
  /** Kept back from the request's time for storing the entry or the failure. */
  storeReserveMs: number;
  /** How long a 404 of the origin is remembered; 0 for not at all. */
  negativeSeconds: number;
  /** A larger entry is served but not stored. */
  maxEntryBytes: number;
}

export interface FetchParts {
  store: CacheStore;
  clock: Clock;
  random: () => number;
  policy: FetchPolicy;
}

/** Fetches from the origin; see {@link createFetch}. */
export type Fetch = (lookup: Lookup, found: Found, mode: FetchMode) => Promise<CacheResult>;

/** The share of the remaining time that a fetch may take while a stale entry is the fallback. */
const STALE_SHARE = 0.5;

/**
 * Calls the origin and stores what it returns before it is served. If the call fails, the holder of the lease stores
 * the failure in its place, and the entry that was found is the fallback if the error allows it.
 */
export function createFetch({ store, clock, random, policy }: FetchParts): Fetch {
  return async (lookup, found, mode) => {
    const elapsedMs = stopwatch(clock);
    const outcome = await callOrigin(lookup, found, mode).then(
      (value) => ({ value }),
      (thrown) => ({ error: asDataActionError(thrown) }),
    );
    lookup.deadline.signal.throwIfAborted();
    if ('error' in outcome) {
      if (mode.kind === 'leased') await rememberFailure(lookup, outcome.error, mode);
      return fallBack(found, outcome.error, clock.epochMs());
    }
    const { value } = outcome;
    if (mode.kind === 'offline') return fetched(value, found, 'skipped');
    return fetched(value, found, await storeEntry(lookup, mode, { value, fetchMs: elapsedMs() }));
  };

  function callOrigin({ key, deadline, fetch }: Lookup, found: Found, mode: FetchMode): Promise<string> {
    const work = (own: Deadline) => {
      const limits = { deadline: own, mayRetry: !isFoundEntry(found) };
      if (mode.kind !== 'leased') return fetch(limits);
      const lease = { holder: mode.holder, termMs: LEASE_TERM_MS };
      return whileHolding(
        (signal) => store.extendLease(key, lease, signal),
        clock,
        () => fetch(limits),
      );
    };
    return withDeadline(timeoutMs(found, deadline), clock, work, deadline.signal);
  }

  /** A request that can fall back on an entry waits for only a part of its time. */
  function timeoutMs(found: Found, deadline: Deadline): number {
    const leftMs = remainingMs(deadline, clock.monotonicMs());
    const maxMs = Math.max(leftMs - policy.storeReserveMs, leftMs / 2);
    if (found.state === 'fresh') return Math.min(policy.refreshTimeoutMs, maxMs);
    if (found.state === 'stale') return Math.min(leftMs * STALE_SHARE, maxMs);
    return maxMs;
  }

  async function storeEntry(
    lookup: Lookup,
    mode: StoringMode,
    { value, fetchMs }: Fetched,
  ): Promise<Storage> {
    const { key, ttlSeconds, staleIfErrorSeconds, deadline, observe } = lookup;
    const elapsedMs = stopwatch(clock);
    const lifetimeMs = jitteredLifetimeMs(ttlSeconds, random());
    const bytes = encodeEntry({
      storedAtMs: clock.epochMs(),
      asOfUs: mode.asOfUs,
      lifetimeMs,
      fetchMs: Math.round(fetchMs),
      value,
    });
    const holder = mode.kind === 'leased' ? mode.holder : undefined;
    const write = async () => {
      if (bytes.byteLength > policy.maxEntryBytes) {
        if (holder !== undefined) await store.releaseLease(key, holder, deadline.signal);
        return 'too-large';
      }
      const keptMs = Math.min(
        lifetimeMs + staleIfErrorSeconds * 1000,
        maxAgeMs(lookup) ?? Number.POSITIVE_INFINITY,
      );
      const isStored = await store.putEntry(key, { bytes, keptMs, seen: mode.seen, holder }, deadline.signal);
      return isStored ? 'stored' : 'superseded';
    };
    const { outcome, cause } = await write().then(
      (outcome) => ({ outcome, cause: undefined }) as const,
      (cause: unknown) => ({ outcome: 'failed', cause }) as const,
    );
    observe({ type: 'cache.write', outcome, durationMs: elapsedMs(), bytes: bytes.byteLength, cause });
    return outcome;
  }

  /** Remembers the failure for all containers; but not an internal error, which says nothing about the origin. */
  async function rememberFailure(lookup: Lookup, error: DataActionError, mode: LeasedMode): Promise<void> {
    const { key, deadline, observe } = lookup;
    const { holder, asOfUs } = mode;
    if (error instanceof DataActionError && error.code === 'internal_error')
      return store.releaseLease(key, holder, deadline.signal).catch(() => undefined);
    const { code, message, staleIfError } = error;
    const failures = mode.failures + 1;
    const { negativeSeconds } = policy;
    const windowMs = failureWindowMs({ error, failures, negativeSeconds, random: random() });
    const record = encodeFailure({ code, message, failures, asOfUs });
    const { outcome, cause } = await store
      .putFailure(key, { holder, windowMs, record, dropsEntry: !staleIfError }, deadline.signal)
      .then(
        () => ({ outcome: 'stored', cause: undefined }) as const,
        (cause: unknown) => ({ outcome: 'failed', cause }) as const,
      );
    observe({ type: 'cache.failure', outcome, code, windowMs, cause });
  }
}

/** Serves the entry that was found, if it may stand in for this error; else throws the error. */
export function fallBack(found: Found, error: DataActionError, nowMs: number): CacheResult {
  const entry = isFoundEntry(found) ? judgeAgain(found, nowMs) : undefined;
  if (entry && (entry.state === 'fresh' || error.staleIfError)) return served(entry, error.code);
  throw error;
}

type LeasedMode = Extract<FetchMode, { kind: 'leased' }>;
type StoringMode = Exclude<FetchMode, { kind: 'offline' }>;

interface Fetched {
  value: string;
  fetchMs: number;
}
