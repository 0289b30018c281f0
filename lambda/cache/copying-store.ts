import type { MemoryStore } from './memory-store.ts';
import { type CacheStore, StoreUnavailable } from './store.ts';

/**
 * Wraps a store and copies every entry and tag that passes through it. A store that is full or read-only still replies to
 * reads, but lacks what was fetched meanwhile. So while it is not writable, a read only adds copies, and replaces none.
 */
export function createCopyingStore(store: CacheStore, copies: MemoryStore): CacheStore {
  let isWritable = true;
  return {
    ...store,
    get: async (key, tags, signal) => {
      const stored = await store.get(key, tags, signal);
      if (isWritable) copies.copy(key, tags, stored);
      else copies.copyMissing(key, tags, stored);
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
