import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { CacheStore } from './store.ts';

/** Bounds of the memory store; the least recently used entries go first. */
export interface MemoryStoreLimits {
  maxEntries: number;
  maxBytes: number;
}

/**
 * A store in this process, for running without Redis: on one machine, or in a function that accepts that every
 * container has a cache of its own.
 */
export function createMemoryStore({ maxEntries, maxBytes }: MemoryStoreLimits, clock: Clock): CacheStore {
  const entries = new LRUCache<string, Buffer>({
    max: maxEntries,
    maxSize: maxBytes,
    sizeCalculation: (bytes, key) => bytes.byteLength + key.length,
    perf: { now: () => clock.epochMs() },
    ttlResolution: 0,
  });
  return {
    get: async (key, signal) => {
      signal.throwIfAborted();
      return entries.get(key);
    },
    set: async (key, bytes, lifetimeMs, signal) => {
      signal.throwIfAborted();
      entries.set(key, bytes, { ttl: lifetimeMs });
    },
    ping: async (signal) => signal.throwIfAborted(),
    close: () => entries.clear(),
  };
}
