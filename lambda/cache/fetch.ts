import { asDataActionError, type DataActionError } from '../errors.ts';
import { type Clock, stopwatch } from '../runtime/clock.ts';
import { type Deadline, remainingMs, withDeadline } from '../runtime/deadline.ts';
import { encodeEntry } from './entry.ts';
import { encodeFailure, FAILURE_MEMORY_MS, failureWindowMs } from './failure.ts';
import {
  type Found,
  type FoundEntry,
  isFoundEntry,
  jitteredLifetimeMs,
  judgeAgain,
  type NotFresh,
} from './freshness.ts';
import { type FetchMode, LEASE_TERM_MS, whileHolding } from './lease.ts';
import { type Lookup, maxAgeMs } from './lookup.ts';
import { type CacheResult, fetched, type Storage, served } from './result.ts';
import type { CacheStore } from './store.ts';

export interface FetchPolicy {
  /** Min timeout of a fetch while there is an entry to fall back on. */
  refreshTimeoutMs: number;
  /** Part of the request's time that is reserved for storing the entry or the failure. */
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
export type Fetch = (lookup: Lookup, found: NotFresh, mode: FetchMode) => Promise<CacheResult>;

/**
 * Calls the origin and stores the entry before it is served. If the call fails, the holder of the lease stores the
 * failure instead, and the entry that was found is the fallback if the error allows it.
 */
export function createFetch({ store, clock, random, policy }: FetchParts): Fetch {
  return async (lookup, found, mode) => {
    const elapsedMs = stopwatch(clock);
    const timeoutMs = timeoutFor(found, mode, remainingMs(lookup.deadline, clock.monotonicMs()));
    const outcome = await callOrigin(lookup, found, mode, timeoutMs).then(
      (value) => ({ value }),
      (thrown) => ({ error: asDataActionError(thrown) }),
    );
    lookup.deadline.signal.throwIfAborted();
    if ('error' in outcome) {
      const { error } = outcome;
      if (mode.kind === 'leased') await rememberFailure(lookup, { found, mode, error, timeoutMs });
      return fallBack(found, error, clock.epochMs());
    }
    const { value } = outcome;
    return fetched(value, found, await storeEntry(lookup, mode, { value, fetchMs: elapsedMs() }));
  };

  function callOrigin(
    { key, deadline, fetch }: Lookup,
    found: NotFresh,
    mode: FetchMode,
    timeoutMs: number,
  ): Promise<string> {
    const work = (own: Deadline) => {
      const limits = { deadline: own, mayRetry: !isFoundEntry(found) };
      if (mode.kind === 'unleased') return fetch(limits);
      const lease = { holder: mode.holder, termMs: LEASE_TERM_MS };
      return whileHolding(
        (signal) => store.extendLease(key, lease, signal),
        clock,
        () => fetch(limits),
      );
    };
    return withDeadline(timeoutMs, clock, work, deadline.signal);
  }

  /**
   * The timeout of a fetch, in milliseconds. A request that can fall back on an entry waits for twice as long as the
   * entry took to fetch, or twice the timeout of the last fetch if that timed out. So an origin that hangs costs little
   * time, and a fetch from a slow one eventually succeeds.
   */
  function timeoutFor(found: NotFresh, mode: FetchMode, leftMs: number): number {
    const maxMs = Math.max(leftMs - policy.storeReserveMs, leftMs / 2);
    if (!isFoundEntry(found)) return maxMs;
    const timedOutAfterMs = mode.kind === 'leased' ? (mode.last?.timedOutAfterMs ?? 0) : 0;
    return Math.min(maxMs, Math.max(policy.refreshTimeoutMs, 2 * found.entry.fetchMs, 2 * timedOutAfterMs));
  }

  async function storeEntry(lookup: Lookup, mode: FetchMode, { value, fetchMs }: Fetched): Promise<Storage> {
    const { key, ttlSeconds, staleIfErrorSeconds, deadline, observe } = lookup;
    const elapsedMs = stopwatch(clock);
    const lifetimeMs = jitteredLifetimeMs(ttlSeconds, random());
    const bytes = encodeEntry({
      storedAtMs: clock.epochMs(),
      lifetimeMs,
      fetchMs: Math.round(fetchMs),
      tagsVersion: mode.tagsVersion,
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

  /**
   * Remembers the failure for all containers, unless it concerns only this container or is an internal error, which says
   * nothing about the origin.
   */
  async function rememberFailure(lookup: Lookup, failed: FailedFetch): Promise<void> {
    const { key, deadline, observe } = lookup;
    const { found, mode, error, timeoutMs } = failed;
    const { holder, seen, tagsVersion } = mode;
    if (error.code === 'internal_error' || error.isContainerOnly)
      return store.releaseLease(key, holder, deadline.signal).catch(() => undefined);
    const { code, message, staleIfError } = error;
    const failures = (mode.last?.failures ?? 0) + 1;
    const { negativeSeconds } = policy;
    const windowMs = failureWindowMs({ error, failures, negativeSeconds, random: random() });
    const timedOutAfterMs = code === 'deadline_exceeded' ? Math.round(timeoutMs) : undefined;
    const record = encodeFailure({ code, message, failures, tagsVersion, timedOutAfterMs });
    const memoryMs = isFoundEntry(found) && timedOutAfterMs ? usableMs(found, lookup) : 0;
    const failure = { holder, seen, record, windowMs, memoryMs: Math.max(FAILURE_MEMORY_MS, memoryMs) };
    const { outcome, cause } = await store
      .putFailure(key, { ...failure, dropsEntry: !staleIfError }, deadline.signal)
      .then(
        () => ({ outcome: 'stored', cause: undefined }) as const,
        (cause: unknown) => ({ outcome: 'failed', cause }) as const,
      );
    observe({ type: 'cache.failure', outcome, code, windowMs, cause });
  }

  /** How long an entry can still be served, in milliseconds. The timeout of its last fetch is remembered for as long. */
  function usableMs({ entry: { storedAtMs, lifetimeMs } }: FoundEntry, lookup: Lookup): number {
    return storedAtMs + lifetimeMs + lookup.staleIfErrorSeconds * 1000 - clock.epochMs();
  }
}

/** Serves the entry that was found, if the error allows it; otherwise throws the error. */
export function fallBack(found: Found, error: DataActionError, nowMs: number): CacheResult {
  const entry = isFoundEntry(found) ? judgeAgain(found, nowMs) : undefined;
  if (entry && (entry.state === 'fresh' || error.staleIfError)) return served(entry, error.code);
  throw error;
}

interface Fetched {
  value: string;
  fetchMs: number;
}

interface FailedFetch {
  found: NotFresh;
  mode: Extract<FetchMode, { kind: 'leased' }>;
  error: DataActionError;
  timeoutMs: number;
}
