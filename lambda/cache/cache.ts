import type { FetchParts } from './fetch.ts';
import type { Lookup } from './lookup.ts';
import type { MemoryStore } from './memory-store.ts';
import { createReadThrough } from './read-through.ts';
import { asLocal, type CacheResult } from './result.ts';
import { type CacheStore, StoreUnavailable } from './store.ts';

/** The cache in front of the origin. */
export interface Cache {
  /**
   * Serves an entry while it is fresh, else fetches from the origin. Rejects only with an error of the origin or of the
   * deadline, and only if there is no entry to fall back on.
   */
  getOrFetch(lookup: Lookup): Promise<CacheResult>;
}

interface CacheParts extends FetchParts {
  /** This container's own copies of the entries in `store`. */
  copies: MemoryStore;
  /** Whether copies outlive the request that made them. */
  keepsCopies: boolean;
}

/**
 * Creates the cache: a read-through over the shared store, and one over this container's own copies. The copies are used
 * only while the store is unavailable, and by the same rules: a copy within its TTL is a hit, an older one is the
 * fallback, concurrent requests share one fetch, and a failure is remembered.
 */
export function createCache({ copies, keepsCopies, store, ...parts }: CacheParts): Cache {
  const shared = createReadThrough({ ...parts, store: createCopyingStore(store, copies) });
  const local = createReadThrough({ ...parts, store: copies });

  async function getOrFetchLocally(lookup: Lookup): Promise<CacheResult> {
    // Events describe the shared store only.
    const result = await local({ ...lookup, observe: () => undefined });
    if (result === undefined) throw new Error('a store in memory is always available');
    return asLocal(result);
  }

  return {
    getOrFetch: async (lookup) => {
      try {
        const result = (await shared(lookup)) ?? (await getOrFetchLocally(lookup));
        lookup.observe({ type: 'cache.result', result });
        return result;
      } finally {
        if (!keepsCopies) copies.clear();
        else if (lookup.isPersonal) copies.delete(lookup.key);
      }
    },
  };
}

/**
 * Wraps a store and copies every entry and tag that passes through it. A store that is full or read-only still replies to
 * reads, but lacks what was fetched meanwhile. So while it is not writable, a read replaces a copy only with a newer entry.
 */
function createCopyingStore(store: CacheStore, copies: MemoryStore): CacheStore {
  let isWritable = true;
  return {
    ...store,
    get: async (key, tags, signal) => {
      const stored = await store.get(key, tags, signal);
      if (isWritable) copies.copy(key, tags, stored);
      else copies.copyNewer(key, tags, stored);
      return stored;
    },
    acquireLease: async (key, request, signal) => {
      const reply = await store.acquireLease(key, request, signal).catch((error: unknown) => {
        if (error instanceof StoreUnavailable) isWritable = false;
        throw error;
      });
      isWritable = true;
      copies.copyTags(request.tags, reply.versions);
      if (reply.outcome === 'changed') copies.copy(key, request.tags, reply);
      return reply;
    },
    putEntry: async (key, entry, signal) => {
      // Before storing it, which may fail: then only this copy exists.
      copies.copyEntry(key, entry.bytes);
      const isStored = await store.putEntry(key, entry, signal);
      if (!isStored) copies.delete(key);
      return isStored;
    },
    putFailure: async (key, failure, signal) => {
      if (failure.dropsEntry) copies.delete(key);
      return store.putFailure(key, failure, signal);
    },
  };
}
