import { randomUUID } from 'node:crypto';
import type { DataActionError } from '../errors.ts';
import { type Clock, stopwatch } from '../runtime/clock.ts';
import { remainingMs, sleep } from '../runtime/deadline.ts';
import {
  decodeFailure,
  isOutdatedFailure,
  type LastFailure,
  lastFailure,
  rememberedError,
} from './failure.ts';
import { type Found, type FoundEntry, isFoundEntry, judge, type NotFresh } from './freshness.ts';
import { combinedVersion, UNKNOWN_VERSION } from './keys.ts';
import { type CacheEvent, type Lookup, termsAt } from './lookup.ts';
import type { CacheStore, LeaseReply, LeaseRequest } from './store.ts';

/**
 * How long a lease lasts unless it is extended, and so how long others wait when its holder is killed. It is several
 * times as long as extending takes, so that it does not end because Redis is slow.
 */
export const LEASE_TERM_MS = 1500;

/** What a request does after trying to acquire the lease, with what was last found under the key. */
type Decision =
  | { kind: 'fetch'; found: NotFresh; mode: FetchMode }
  /** Serve the entry, because it is now fresh or because another container is fetching. */
  | { kind: 'serve'; found: FoundEntry; hasWaited: boolean }
  /** The last fetch failed and its back-off is not over. */
  | { kind: 'failed'; found: NotFresh; error: DataActionError }
  | { kind: 'unavailable' };

/** Request the lease again. */
interface Retry {
  kind: 'retry';
  found: NotFresh;
}

/**
 * How to fetch: `leased`, holding the lease; or `unleased`, for example after waiting too long for its holder.
 * `tagsVersion` is the combined version of the tags before the fetch; `seen` is the fingerprint of the bytes that the
 * fetched entry may replace; `last` is the failure of the fetch before.
 */
export type FetchMode =
  | { kind: 'leased'; tagsVersion: string; seen: Buffer; holder: string; last: LastFailure | undefined }
  | { kind: 'unleased'; tagsVersion: string; seen: Buffer };

/** Tries to acquire the lease; see {@link createAcquire}. */
type Acquire = (lookup: Lookup, found: NotFresh) => Promise<Decision>;

/** The share of the remaining time to wait for another container's fetch. */
const WAIT_SHARE = 0.5;
const POLL_MIN_MS = 15;
const POLL_SPREAD_MS = 30;

/**
 * Tries to acquire the lease until it is clear what to do. While another container holds it, a request that has an entry
 * serves that at once. Other requests try again every 15 to 45 ms until they get the holder's entry, its failure or the
 * lease. After half of its remaining time a request fetches without the lease.
 */
export function createAcquire(store: CacheStore, clock: Clock, random: () => number): Acquire {
  return async (lookup, first) => {
    const { deadline } = lookup;
    const holder = randomUUID();
    const elapsedMs = stopwatch(clock);
    const maxWaitMs = remainingMs(deadline, clock.monotonicMs()) * WAIT_SHARE;
    let outdatedFailure: Buffer = Buffer.alloc(0);
    let polls = 0;
    for (let found = first; ; ) {
      const reply = await tryAcquire(lookup, found, { holder, outdatedFailure });
      const current = reply.outcome === 'changed' ? judge(reply, termsAt(lookup, clock.epochMs())) : found;
      const mayWait = elapsedMs() < maxWaitMs;
      const decision = decide(reply, { found: current, holder, mayWait, hasWaited: polls > 0 });
      if (decision.kind !== 'retry') {
        lookup.observe(leaseEvent(reply, { durationMs: elapsedMs(), polls }));
        return decision;
      }
      found = decision.found;
      // Wait only if the lease is held. After a changed entry that is not fresh, or an outdated failure, try again at once.
      if (reply.outcome === 'failed') outdatedFailure = reply.failure.record;
      if (reply.outcome === 'held') {
        await sleep(clock, POLL_MIN_MS + POLL_SPREAD_MS * random(), deadline.signal);
        polls += 1;
      }
    }
  };

  async function tryAcquire(
    { key, tags, deadline }: Lookup,
    { fingerprint: seen }: NotFresh,
    own: Pick<LeaseRequest, 'holder' | 'outdatedFailure'>,
  ): Promise<Reply> {
    const reply = await store
      .acquireLease(key, { ...own, seen, tags, termMs: LEASE_TERM_MS }, deadline.signal)
      .catch((cause: unknown) => ({ outcome: 'unavailable', cause }) as const);
    deadline.signal.throwIfAborted();
    return reply;
  }
}

type Reply = LeaseReply | { outcome: 'unavailable'; cause: unknown };

interface Situation {
  /** Fresh only if the reply is `changed`. */
  found: Found;
  holder: string;
  /** Whether it may wait for the holder of the lease. */
  mayWait: boolean;
  hasWaited: boolean;
}

/** Decides what to do after a reply. */
function decide(reply: Reply, { found, holder, mayWait, hasWaited }: Situation): Decision | Retry {
  if (reply.outcome === 'unavailable') return { kind: 'unavailable' };
  if (found.state === 'fresh') return { kind: 'serve', found, hasWaited };
  const retry = { kind: 'retry', found } as const;
  const seen = found.fingerprint;
  // The store creates missing tags before it replies. If one were missing anyway, the fetched entry would be stale at once.
  const tagsVersion = combinedVersion(reply.versions) ?? UNKNOWN_VERSION;
  const unleased = { kind: 'fetch', found, mode: { kind: 'unleased', tagsVersion, seen } } as const;
  switch (reply.outcome) {
    case 'acquired': {
      const last = reply.failure && lastFailure(reply.failure);
      return { kind: 'fetch', found, mode: { kind: 'leased', tagsVersion, seen, holder, last } };
    }
    case 'failed': {
      const record = decodeFailure(reply.failure.record);
      // A record that cannot be read must not stop calls to the origin.
      if (record === undefined) return unleased;
      if (isOutdatedFailure(record, tagsVersion)) return retry;
      return { kind: 'failed', found, error: rememberedError(record, reply.failure.leftMs) };
    }
    case 'changed':
      return retry;
    case 'held':
      if (isFoundEntry(found)) return { kind: 'serve', found, hasWaited };
      return mayWait ? retry : unleased;
  }
}

function leaseEvent(reply: Reply, times: { durationMs: number; polls: number }): CacheEvent {
  const { outcome } = reply;
  return {
    type: 'cache.lease',
    outcome,
    ...times,
    cause: outcome === 'unavailable' ? reply.cause : undefined,
  };
}

/** How often the holder of a lease extends it. */
export const EXTEND_EVERY_MS = LEASE_TERM_MS / 3;

/**
 * Runs `work`, and extends the lease every third of its term until the work ends. So the lease lasts as long as the work,
 * but ends soon if the container dies or is frozen. If an extension fails, the next one is on schedule. No extension is
 * still running when this settles.
 */
export async function whileHolding<T>(
  extend: (signal: AbortSignal) => Promise<void>,
  clock: Clock,
  work: () => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const extensions = extendUntil(done.signal, extend, clock);
  try {
    return await work();
  } finally {
    done.abort();
    await extensions;
  }
}

async function extendUntil(
  done: AbortSignal,
  extend: (signal: AbortSignal) => Promise<void>,
  clock: Clock,
): Promise<void> {
  while (!done.aborted) {
    await sleep(clock, EXTEND_EVERY_MS, done).catch(() => undefined);
    if (!done.aborted) await extend(done).catch(() => undefined);
  }
}
