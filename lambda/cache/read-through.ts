import { randomUUID } from 'node:crypto';
import { stopwatch } from '../runtime/clock.ts';
import { createSingleFlight } from '../runtime/single-flight.ts';
import { createFetch, type FetchParts, fallBack } from './fetch.ts';
import { type Found, isFoundEntry, judge, type NotFresh } from './freshness.ts';
import { createAcquire } from './lease.ts';
import { type Lookup, termsAt } from './lookup.ts';
import { type CacheResult, collapsed, forwardOf, hit, served } from './result.ts';

/** Looks up and fetches through one store; resolves to undefined if the store is unavailable before the fetch. */
type ReadThrough = (lookup: Lookup) => Promise<CacheResult | undefined>;

/**
 * Creates a read-through. A fresh entry is served after one read. Otherwise, of all containers that need the same entry,
 * the one that acquires the lease calls the origin; the others serve a stale entry at once, if there is one, or wait
 * for the holder's entry.
 *
 *     A: get: absent    lease: acquired   fetch ……………… put          miss
 *     B: get: absent    lease: held       lease: held  lease: changed   collapsed, with A's entry
 *     C: get: stale     lease: held       stale
 *
 * If A's fetch fails, its failure replaces the lease and is served to all requests until its back-off is over. If a tag
 * of the entry is invalidated while A fetches, A's entry is stale, and a later request fetches again. If A dies, its
 * lease ends and B acquires it at its next attempt. If A takes too long, B fetches without the lease. Nothing runs after
 * the response, because Lambda freezes the container.
 */
export function createReadThrough(parts: FetchParts): ReadThrough {
  const { store, clock, random } = parts;
  const acquire = createAcquire(store, clock, random);
  const fetch = createFetch(parts);
  const join = createSingleFlight<CacheResult | undefined>();

  /** Resolves to undefined if the store is unavailable. */
  async function read(lookup: Lookup): Promise<Found | undefined> {
    const { key, tags, deadline, observe } = lookup;
    const elapsedMs = stopwatch(clock);
    const found = await store.get(key, tags, deadline.signal).then(
      (stored) => judge(stored, termsAt(lookup, clock.epochMs())),
      (cause: unknown) => ({ state: 'unavailable', cause }) as const,
    );
    deadline.signal.throwIfAborted();
    const durationMs = elapsedMs();
    if (found.state === 'unavailable') {
      observe({ type: 'cache.read', outcome: 'bypass', durationMs, cause: found.cause });
      return undefined;
    }
    const { isInvalidated, ageSeconds } = isFoundEntry(found) ? found : NO_ENTRY;
    observe({
      type: 'cache.read',
      outcome: found.state === 'fresh' ? 'hit' : forwardOf(found),
      isInvalidated,
      durationMs,
      ageSeconds,
      cause: 'cause' in found ? found.cause : undefined,
    });
    return found;
  }

  /** Fetches under the lease, or serves what its holder fetches. Passes `onFetch` the version of the tags before a fetch. */
  async function fetchOrWait(
    lookup: Lookup,
    found: NotFresh,
    onFetch?: (tagsVersion: string) => void,
  ): Promise<CacheResult | undefined> {
    const decision = await acquire(lookup, found);
    switch (decision.kind) {
      case 'fetch':
        onFetch?.(decision.mode.tagsVersion);
        return fetch(lookup, decision.found, decision.mode);
      case 'failed':
        return fallBack(decision.found, decision.error, clock.epochMs());
      case 'serve': {
        const result = served(decision.found, 'collapsed');
        return decision.hasWaited ? collapsed(result, found) : result;
      }
      case 'unavailable':
        return undefined;
    }
  }

  /** The fetches in progress, by their key and the version of its tags. */
  const names = new Map<string, string>();

  /**
   * Concurrent requests in one process (only the local server has any) share one fetch without using the store. A request
   * that sees newer tags does not join an older fetch, whose entry may be outdated. Nor does a request that finds a tag
   * missing after the fetch has created it, because an invalidation may have been lost with the tag.
   */
  async function fetchOrJoin(lookup: Lookup, found: NotFresh): Promise<CacheResult | undefined> {
    let isFirst = false;
    let version = `${lookup.key} ${found.tagsVersion}`;
    const name = names.get(version) ?? randomUUID();
    const result = await join(name, lookup.deadline.signal, (signal) => {
      isFirst = true;
      names.set(version, name);
      const onFetch = (tagsVersion: string) => {
        names.delete(version);
        version = `${lookup.key} ${tagsVersion}`;
        names.set(version, name);
      };
      const shared = { ...lookup, deadline: { ...lookup.deadline, signal } };
      return fetchOrWait(shared, found, onFetch).finally(() => names.delete(version));
    });
    return isFirst || result === undefined ? result : collapsed(result, found);
  }

  return async (lookup) => {
    const found = await read(lookup);
    if (found === undefined) return undefined;
    if (found.state === 'fresh') return hit(found);
    return found.state === 'stale' ? fetchOrWait(lookup, found) : fetchOrJoin(lookup, found);
  };
}

const NO_ENTRY = { isInvalidated: undefined, ageSeconds: undefined };
