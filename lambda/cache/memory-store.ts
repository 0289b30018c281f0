import { LRUCache } from 'lru-cache';
import type { Clock } from '../runtime/clock.ts';
import { fingerprintOf } from './entry.ts';
import { latestChangeUs, TAG_KEPT_MS } from './keys.ts';
import { type CacheStore, FAILURE_MEMORY_MS, type Stored } from './store.ts';

/** Bounds of the memory store; the least recently used entries are evicted first. */
interface MemoryStoreLimits {
  maxEntries: number;
  maxBytes: number;
}

/**
 * A store in this process, for running without Redis: on one machine, or in a function whose containers each have
 * their own cache.
 */
export function createMemoryStore({ maxEntries, maxBytes }: MemoryStoreLimits, clock: Clock): CacheStore {
  const shared = { max: maxEntries, perf: { now: () => clock.epochMs() }, ttlResolution: 0 };
  const entries = new LRUCache<string, Buffer>({
    ...shared,
    maxSize: maxBytes,
    sizeCalculation: (bytes, key) => bytes.byteLength + key.length,
  });
  const leases = new LRUCache<string, string>(shared);
  const failures = new LRUCache<string, Buffer>(shared);
  const changes = new LRUCache<string, Buffer>({
    ...shared,
    dispose: (time, _, reason) => {
      if (reason === 'evict') evictedChangeUs = Math.max(evictedChangeUs, latestChangeUs([time]));
    },
  });
  /** The latest change whose tag was evicted: it counts as a change of every tag. */
  let evictedChangeUs = 0;

  function releaseLease(key: string, holder: string | undefined): boolean {
    return holder !== undefined && leases.peek(key) === holder && leases.delete(key);
  }

  let lastUs = 0;
  /** Increases on every call. */
  function storeTimeUs(): number {
    lastUs = Math.max(lastUs + 1, Math.floor(clock.epochMs() * 1000));
    return lastUs;
  }

  function read(key: string, tags: readonly string[]): Stored {
    const changedAtUs = latestChangeUs(tags.map((tag) => changes.get(tag)));
    return { bytes: entries.get(key), changedAtUs: Math.max(changedAtUs, evictedChangeUs) };
  }

  return {
    get: async (key, tags, signal) => {
      signal.throwIfAborted();
      return read(key, tags);
    },
    acquireLease: async (key, { seen, tags, holder, termMs, ignoresFailure }, signal) => {
      signal.throwIfAborted();
      const nowUs = storeTimeUs();
      const stored = read(key, tags);
      if (!fingerprintOf(stored.bytes).equals(seen)) return { outcome: 'changed', nowUs, stored };
      const record = failures.get(key);
      const leftMs = failures.getRemainingTTL(key) - FAILURE_MEMORY_MS;
      if (record !== undefined && leftMs > 0 && !ignoresFailure)
        return { outcome: 'failed', nowUs, record, leftMs, changedAtUs: stored.changedAtUs };
      const isHeld = leases.has(key);
      if (isHeld && leases.peek(key) !== holder) return { outcome: 'held', nowUs };
      if (!isHeld) leases.set(key, holder, { ttl: termMs });
      return { outcome: 'acquired', nowUs, record };
    },
    extendLease: async (key, { holder, termMs }, signal) => {
      signal.throwIfAborted();
      if (leases.peek(key) === holder) leases.set(key, holder, { ttl: termMs });
    },
    releaseLease: async (key, holder, signal) => {
      signal.throwIfAborted();
      releaseLease(key, holder);
    },
    putEntry: async (key, { bytes, keptMs, seen, holder }, signal) => {
      signal.throwIfAborted();
      releaseLease(key, holder);
      const current = fingerprintOf(entries.peek(key));
      if (current.byteLength > 0 && !current.equals(seen) && !current.equals(fingerprintOf(bytes)))
        return false;
      entries.set(key, bytes, { ttl: keptMs });
      failures.delete(key);
      return true;
    },
    putFailure: async (key, { holder, record, windowMs, dropsEntry }, signal) => {
      signal.throwIfAborted();
      if (!releaseLease(key, holder)) return;
      failures.set(key, record, { ttl: windowMs + FAILURE_MEMORY_MS });
      if (dropsEntry) entries.delete(key);
    },
    invalidateTags: async (tags, signal) => {
      signal.throwIfAborted();
      const now = Buffer.from(String(storeTimeUs()));
      for (const tag of tags) changes.set(tag, now, { ttl: TAG_KEPT_MS });
    },
    ping: async (signal) => signal.throwIfAborted(),
    close: () => entries.clear(),
  };
}
