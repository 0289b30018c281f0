import { stopwatch } from '../runtime/clock.ts';
import { createSingleFlight } from '../runtime/single-flight.ts';
import { createFetch, type FetchParts, fallBack } from './fetch.ts';
import { type Found, type FoundEntry, isFoundEntry, judge } from './found.ts';
import { isDueForRefresh } from './freshness.ts';
import { createAcquire } from './lease.ts';
import { type Lookup, termsAt } from './lookup.ts';
import { type CacheResult, collapsed, forwardOf, hit, served } from './result.ts';

/** The cache in front of the origin. */
export interface Cache {
  /**
   * Serves an entry while it is fresh, else fetches from the origin. Rejects only with an error of the origin or of the
   * deadline, and only if there is no entry to fall back on.
   */
  getOrFetch(lookup: Lookup): Promise<CacheResult>;
}

/**
 * Creates the cache. A fresh entry is served after one read. Otherwise, of all containers that need the same entry, the
 * one that acquires the lease calls the origin; the others serve a stale entry at once, if there is one, or wait for
 * the holder's entry. Near the end of an entry's TTL one reader refreshes it, so that no request has to wait.
 *
 *     A: get: absent    lease: acquired   fetch ……………… put          miss
 *     B: get: absent    lease: held       lease: held  lease: changed   collapsed, with A's entry
 *     C: get: stale     lease: held       stale
 *
 * If A's fetch fails, its failure replaces the lease and is the reply to everyone until its back-off is over. If
 * something that the entry depends on changes while A fetches, A's entry is stale, and a later request fetches again.
 * If A dies, its lease ends and B's next request acquires it. If A takes too long, B fetches without the lease. Nothing
 * runs after the response: Lambda freezes the container.
 */
export function createCache(parts: FetchParts): Cache {
  const { store, clock, random, policy } = parts;
  const acquire = createAcquire(store, clock, random);
  const fetch = createFetch(parts);
  const join = createSingleFlight<CacheResult>();

  async function read(lookup: Lookup): Promise<Found> {
    const { key, tags, deadline, observe } = lookup;
    const elapsedMs = stopwatch(clock);
    const found = await store.get(key, tags, deadline.signal).then(
      (stored) => judge(stored, termsAt(lookup, clock.epochMs())),
      (cause: unknown) => ({ state: 'unavailable', cause }) as const,
    );
    deadline.signal.throwIfAborted();
    const { isInvalidated, ageSeconds } = isFoundEntry(found) ? found : NO_ENTRY;
    observe({
      type: 'cache.read',
      outcome: found.state === 'fresh' ? 'hit' : forwardOf(found),
      isInvalidated,
      durationMs: elapsedMs(),
      ageSeconds,
      cause: 'cause' in found ? found.cause : undefined,
    });
    return found;
  }

  function isDue({ entry }: FoundEntry): boolean {
    return policy.refreshTimeoutMs > 0 && isDueForRefresh(entry, clock.epochMs(), random());
  }

  /** Fetches under the lease, or serves what its holder fetches. */
  async function fetchOrWait(lookup: Lookup, found: Found): Promise<CacheResult> {
    const decision = await acquire(lookup, found);
    switch (decision.kind) {
      case 'fetch':
        return fetch(lookup, decision.found, decision.mode);
      case 'failed':
        return fallBack(decision.found, decision.error, clock.epochMs());
      case 'serve': {
        const result = served(decision.found, 'collapsed');
        return decision.hasWaited ? collapsed(result, found) : result;
      }
    }
  }

  /**
   * Requests of one process, as the local server has them, share one fetch without meeting in the store. A change in
   * between ends the sharing: what was fetched before it would be outdated.
   */
  async function fetchOrJoin(lookup: Lookup, found: Found): Promise<CacheResult> {
    let isFirst = false;
    const changedAtUs = found.state === 'unavailable' ? 0 : found.changedAtUs;
    const result = await join(`${lookup.key} ${changedAtUs}`, lookup.deadline.signal, (signal) => {
      isFirst = true;
      return fetchOrWait({ ...lookup, deadline: { ...lookup.deadline, signal } }, found);
    });
    return isFirst ? result : collapsed(result, found);
  }

  async function resultFor(lookup: Lookup, found: Found): Promise<CacheResult> {
    if (!isFoundEntry(found)) return fetchOrJoin(lookup, found);
    if (found.state === 'fresh' && !isDue(found)) return hit(found);
    return fetchOrWait(lookup, found);
  }

  return {
    getOrFetch: async (lookup) => {
      const found = await read(lookup);
      const result = await resultFor(lookup, found);
      lookup.observe({ type: 'cache.result', result });
      return result;
    },
  };
}

const NO_ENTRY = { isInvalidated: undefined, ageSeconds: undefined };
