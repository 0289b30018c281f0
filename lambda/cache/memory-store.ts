import { LRUCache } from 'lru-cache';
import type { Clock } from '../runtime/clock.ts';
import { headOf } from './entry.ts';
import { type CacheStore, FAILURE_MEMORY_MS, type Stored } from './store.ts';
import { latestChangeUs, MARKER_KEPT_MS } from './tags.ts';

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
    dispose: (marker, _, reason) => {
      if (reason === 'evict') forgottenUs = Math.max(forgottenUs, latestChangeUs([marker]));
    },
  });
  /** The latest change that there was no more room for: it counts for all. */
  let forgottenUs = 0;

  function endLease(key: string, holder: string | undefined): boolean {
    return holder !== undefined && leases.peek(key) === holder && leases.delete(key);
  }

  let lastUs = 0;
  /** Later at each call. */
  function storeTimeUs(): number {
    lastUs = Math.max(lastUs + 1, Math.floor(clock.epochMs() * 1000));
    return lastUs;
  }

  function read(key: string, markers: readonly string[]): Stored {
    const changedAtUs = latestChangeUs(markers.map((marker) => changes.get(marker)));
    return { bytes: entries.get(key), changedAtUs: Math.max(changedAtUs, forgottenUs) };
  }

  return {
    get: async (key, markers, signal) => {
      signal.throwIfAborted();
      return read(key, markers);
    },
    claim: async (key, { seen, markers, holder, termMs, ignoresFailure }, signal) => {
      signal.throwIfAborted();
      const nowUs = storeTimeUs();
      const stored = read(key, markers);
      if (!headOf(stored.bytes).equals(seen)) return { outcome: 'changed', nowUs, stored };
      const record = failures.get(key);
      const leftMs = failures.getRemainingTTL(key) - FAILURE_MEMORY_MS;
      if (record !== undefined && leftMs > 0 && !ignoresFailure)
        return { outcome: 'failed', nowUs, record, leftMs, changedAtUs: stored.changedAtUs };
      const isHeld = leases.has(key);
      if (isHeld && leases.peek(key) !== holder) return { outcome: 'held', nowUs };
      if (!isHeld) leases.set(key, holder, { ttl: termMs });
      return { outcome: 'won', nowUs, record };
    },
    renew: async (key, { holder, termMs }, signal) => {
      signal.throwIfAborted();
      if (leases.peek(key) !== holder) return;
      if (termMs > 0) leases.set(key, holder, { ttl: termMs });
      else leases.delete(key);
    },
    put: async (key, { bytes, keptMs, seen, holder }, signal) => {
      signal.throwIfAborted();
      endLease(key, holder);
      const head = headOf(entries.peek(key));
      if (head.byteLength > 0 && !head.equals(seen) && !head.equals(headOf(bytes))) return false;
      entries.set(key, bytes, { ttl: keptMs });
      failures.delete(key);
      return true;
    },
    fail: async (key, { holder, record, windowMs, dropsEntry }, signal) => {
      signal.throwIfAborted();
      if (!endLease(key, holder)) return;
      failures.set(key, record, { ttl: windowMs + FAILURE_MEMORY_MS });
      if (dropsEntry) entries.delete(key);
    },
    mark: async (markers, signal) => {
      signal.throwIfAborted();
      const now = Buffer.from(String(storeTimeUs()));
      for (const marker of markers) changes.set(marker, now, { ttl: MARKER_KEPT_MS });
    },
    ping: async (signal) => signal.throwIfAborted(),
    close: () => entries.clear(),
  };
}
