import { type Clock, stopwatch } from '../clock.ts';
import { type Deadline, remainingMs, withDeadline } from '../deadline.ts';
import type { DataActionError } from '../errors/data-action-error.ts';
import { asDataActionError, InternalError } from '../errors/service-errors.ts';
import { backoffWindowMs } from './backoff.ts';
import { aged, answerOf, type Cached, type Found } from './cached.ts';
import { encodeEntry } from './entry.ts';
import { encodeFailure } from './failure-record.ts';
import { jitteredLifetimeMs } from './freshness.ts';
import { LEASE_TERM_MS, whileRenewing } from './lease.ts';
import { type Lookup, mostAgeMs } from './lookup.ts';
import type { CacheStore } from './store.ts';
import type { FetchRight } from './turn.ts';

/** How fetching is bounded, and what of it is kept. */
export interface FetchPolicy {
  /** How long the renewal of an entry that is still fresh may take; 0: none is renewed early. */
  refreshTimeoutMs: number;
  /** Kept back from the request's time, for storing what was fetched or remembering that it failed. */
  storeReserveMs: number;
  /** How long it is remembered that there is no such thing; 0: not at all. */
  negativeSeconds: number;
  /** A bigger entry is answered, and not stored. */
  maxEntryBytes: number;
}

/** What fetching stands on. */
export interface FetchParts {
  store: CacheStore;
  clock: Clock;
  random: () => number;
  policy: FetchPolicy;
}

/** Fetches and answers; see {@link createFetch}. */
export type Fetch = (lookup: Lookup, found: Found, right: FetchRight) => Promise<Cached>;

/** Who has a stale entry to fall back on does not wait longer than this share of the time left. */
const STALE_SHARE = 0.5;

/**
 * Asks the origin and stores what it gives before it is answered. When it fails, the leader puts the failure in
 * place of the lease, and the entry that was found answers if there is one and the error lets it.
 */
export function createFetch({ store, clock, random, policy }: FetchParts): Fetch {
  return async (lookup, found, right) => {
    const elapsedMs = stopwatch(clock);
    const fetched = await load(lookup, found, right).then(
      (value) => ({ value }),
      (thrown) => ({ error: asDataActionError(thrown) }),
    );
    lookup.deadline.signal.throwIfAborted();
    if ('error' in fetched) {
      if (right.kind === 'leader') await remember(lookup, fetched.error, right);
      return fallBack(found, fetched.error, clock.epochMs());
    }
    const { value } = fetched;
    const stored =
      right.kind !== 'alone' && (await keep(lookup, found, { right, value, fetchMs: elapsedMs() }));
    const status = { hit: false, forward: found.forward, stored } as const;
    return { value, source: 'api', stale: false, ageSeconds: 0, status };
  };

  /** Under the lease, if there is one, and within what may be spent on it. */
  function load({ key, deadline, load }: Lookup, { usable }: Found, right: FetchRight): Promise<string> {
    const leftMs = remainingMs(deadline, clock.monotonicMs());
    const mostMs = Math.max(leftMs - policy.storeReserveMs, leftMs / 2);
    const wantedMs = { fresh: policy.refreshTimeoutMs, stale: leftMs * STALE_SHARE, none: mostMs };
    const work = (own: Deadline) => {
      const limits = { deadline: own, mayRetry: usable === undefined };
      if (right.kind !== 'leader') return load(limits);
      const lease = { holder: right.holder, termMs: LEASE_TERM_MS };
      return whileRenewing(
        (signal) => store.renew(key, lease, signal),
        clock,
        () => load(limits),
      );
    };
    return withDeadline(Math.min(wantedMs[usable?.state ?? 'none'], mostMs), clock, work, deadline.signal);
  }

  /** Stores a value, unless it is too big; gives whether it was stored. */
  async function keep(lookup: Lookup, found: Found, fetched: Fetched) {
    const { key, ttlSeconds, staleSeconds, deadline, observe } = lookup;
    const elapsedMs = stopwatch(clock);
    const lifetimeMs = jitteredLifetimeMs(ttlSeconds, random());
    const { value, right } = fetched;
    const fetchMs = Math.round(fetched.fetchMs);
    const { asOfUs } = right;
    const bytes = encodeEntry({ storedAtMs: clock.epochMs(), asOfUs, lifetimeMs, fetchMs, value });
    const holder = right.kind === 'leader' ? right.holder : undefined;
    const isTooLarge = bytes.byteLength > policy.maxEntryBytes;
    const keptMs = Math.min(lifetimeMs + staleSeconds * 1000, mostAgeMs(lookup) ?? Infinity);
    const entry = { bytes, keptMs, seen: found.head, holder };
    const write = isTooLarge ? release(key, holder, deadline.signal) : store.put(key, entry, deadline.signal);
    const { outcome, cause } = await write.then(
      (isStored) =>
        ({
          outcome: isTooLarge ? 'too-large' : isStored ? 'stored' : 'superseded',
          cause: undefined,
        }) as const,
      (cause: unknown) => ({ outcome: 'failed', cause }) as const,
    );
    observe({ type: 'cache.write', outcome, durationMs: elapsedMs(), bytes: bytes.byteLength, cause });
    return outcome === 'stored';
  }

  /** Lets others know what became of it; a defect of ours is no answer for anybody else. */
  async function remember({ key, deadline, observe }: Lookup, error: DataActionError, right: Leader) {
    const { holder, asOfUs } = right;
    if (error instanceof InternalError) return release(key, holder, deadline.signal).catch(() => undefined);
    const failures = right.failures + 1;
    const { negativeSeconds } = policy;
    const windowMs = backoffWindowMs({ error, failures, negativeSeconds, random: random() });
    const failure = {
      holder,
      windowMs,
      record: encodeFailure({ error, failures, asOfUs }),
      dropsEntry: !error.staleIfError,
    };
    const { outcome, cause } = await store.fail(key, failure, deadline.signal).then(
      () => ({ outcome: 'stored', cause: undefined }) as const,
      (cause: unknown) => ({ outcome: 'failed', cause }) as const,
    );
    observe({ type: 'cache.failure', outcome, code: error.code, windowMs, cause });
  }

  async function release(key: string, holder: string | undefined, signal: AbortSignal): Promise<void> {
    if (holder !== undefined) await store.renew(key, { holder, termMs: 0 }, signal);
  }
}

/** The entry that was found, as old as it is by now, if it may answer in place of an error; else throws the error. */
export function fallBack({ usable }: Found, error: DataActionError, nowMs: number): Cached {
  const current = usable && aged(usable, nowMs);
  if (current && (current.state === 'fresh' || error.staleIfError)) return answerOf(current, error.code);
  throw error;
}

type Leader = Extract<FetchRight, { kind: 'leader' }>;

interface Fetched {
  right: Exclude<FetchRight, { kind: 'alone' }>;
  value: string;
  fetchMs: number;
}
