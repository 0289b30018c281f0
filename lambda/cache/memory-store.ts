import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../runtime/clock.ts';
import { fingerprintOf, storedAtMsOf } from './entry.ts';
import { TAG_KEPT_MS } from './keys.ts';
import type { CacheStore, Stored, StoredFailure, TagVersions } from './store.ts';

/** Bounds of a memory store, which evicts the least recently used items first. */
interface MemoryStoreLimits {
  maxEntries: number;
  /** Of all entries together, with their keys. */
  maxBytes: number;
  maxKeptMs: number;
}

/**
 * A store in this process, used instead of Redis or for copies of its entries. Copying is separate from storing, because
 * a copy needs no lease and replaces whatever is there.
 */
export interface MemoryStore extends CacheStore {
  /** Copies the entry and the tags that another store holds for a key. */
  copy(key: string, tags: readonly string[], stored: Stored): void;
  /** The same, but replaces an entry only with a newer one, and keeps the tags that the other store lacks. */
  copyNewer(key: string, tags: readonly string[], stored: Stored): void;
  copyTags(tags: readonly string[], versions: TagVersions): void;
  copyEntry(key: string, bytes: Buffer): void;
  delete(key: string): void;
  /** Deletes all entries. */
  clear(): void;
  /** The size of all entries with their keys; an entry below `maxBytes / maxEntries` counts as that much. */
  readonly bytes: number;
}

/** Max tags for each of `maxEntries`: entries may have several tags, and share them. */
const TAGS_PER_ENTRY = 4;

/** Creates an empty memory store. */
export function createMemoryStore(limits: MemoryStoreLimits, clock: Clock): MemoryStore {
  const { maxEntries, maxBytes, maxKeptMs } = limits;
  const shared = { perf: { now: () => clock.epochMs() }, ttlResolution: 0 };
  // `max` makes lru-cache allocate room for all items at once, 12 ms of a cold start; `maxSize` does not.
  const atMost = (items: number) => ({ ...shared, maxSize: items, sizeCalculation: () => 1 });
  const minEntryBytes = Math.ceil(maxBytes / maxEntries);
  const entries = new LRUCache<string, Buffer>({
    ...shared,
    maxSize: maxBytes,
    // Counting a small entry as more than its size limits their number, too.
    sizeCalculation: (bytes, key) => Math.max(bytes.byteLength + key.length, minEntryBytes),
  });
  const leases = new LRUCache<string, string>(atMost(maxEntries));
  const failures = new LRUCache<string, { record: Buffer; endsAtMs: number }>(atMost(maxEntries));
  const versions = new LRUCache<string, Buffer>(atMost(maxEntries * TAGS_PER_ENTRY));

  function releaseLease(key: string, holder: string | undefined): boolean {
    return holder !== undefined && leases.peek(key) === holder && leases.delete(key);
  }

  function failureOf(key: string): StoredFailure | undefined {
    const failure = failures.get(key);
    return failure && { record: failure.record, leftMs: failure.endsAtMs - clock.epochMs() };
  }

  /** Whether another entry has been stored since `seen` was read. */
  function hasNewer(key: string, seen: Buffer): boolean {
    const current = fingerprintOf(entries.peek(key));
    return current.byteLength > 0 && !current.equals(seen);
  }

  function setEntry(key: string, bytes: Buffer, keptMs: number): void {
    entries.set(key, bytes, { ttl: Math.min(keptMs, maxKeptMs) });
  }

  function copyEntry(key: string, bytes: Buffer): void {
    const known = entries.peek(key);
    // Setting known bytes again restarts their time to live.
    const isKnown = known !== undefined && fingerprintOf(known).equals(fingerprintOf(bytes));
    setEntry(key, isKnown ? known : ownBytes(bytes), maxKeptMs);
  }

  function copyTags(tags: readonly string[], current: TagVersions): void {
    for (const [index, tag] of tags.entries()) {
      const version = current[index];
      if (version === undefined) versions.delete(tag);
      else if (versions.peek(tag)?.equals(version) !== true)
        versions.set(tag, ownBytes(version), { ttl: TAG_KEPT_MS });
    }
  }

  return {
    get: async (key, tags, signal) => {
      signal.throwIfAborted();
      return { bytes: entries.get(key), versions: tags.map((tag) => versions.get(tag)) };
    },
    acquireLease: async (key, { seen, tags, holder, termMs, outdatedFailure }, signal) => {
      signal.throwIfAborted();
      for (const tag of tags)
        versions.set(tag, versions.get(tag) ?? Buffer.from(holder), { ttl: TAG_KEPT_MS });
      const reply = { versions: tags.map((tag) => versions.get(tag)) };
      const bytes = entries.get(key);
      if (!fingerprintOf(bytes).equals(seen)) return { outcome: 'changed', bytes, ...reply };
      const failure = failureOf(key);
      if (failure !== undefined && failure.leftMs > 0 && !failure.record.equals(outdatedFailure))
        return { outcome: 'failed', failure, ...reply };
      const isHeld = leases.has(key);
      if (isHeld && leases.peek(key) !== holder) return { outcome: 'held', ...reply };
      if (!isHeld) leases.set(key, holder, { ttl: termMs });
      return { outcome: 'acquired', failure, ...reply };
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
      if (hasNewer(key, seen) && hasNewer(key, fingerprintOf(bytes))) return false;
      setEntry(key, bytes, keptMs);
      failures.delete(key);
      return true;
    },
    putFailure: async (key, { holder, seen, record, windowMs, memoryMs, dropsEntry }, signal) => {
      signal.throwIfAborted();
      if (!releaseLease(key, holder) || hasNewer(key, seen)) return;
      const endsAtMs = clock.epochMs() + windowMs;
      failures.set(key, { record, endsAtMs }, { ttl: windowMs + memoryMs });
      if (dropsEntry) entries.delete(key);
    },
    invalidateTags: async (tags, signal) => {
      signal.throwIfAborted();
      const version = Buffer.from(randomUUID());
      for (const tag of tags) if (versions.has(tag)) versions.set(tag, version, { ttl: TAG_KEPT_MS });
    },
    ping: async (signal) => signal.throwIfAborted(),
    close: () => entries.clear(),
    copy: (key, tags, { bytes, versions: current }) => {
      copyTags(tags, current);
      if (bytes === undefined) entries.delete(key);
      else copyEntry(key, bytes);
    },
    copyNewer: (key, tags, { bytes, versions: current }) => {
      copyTags(
        tags.filter((_, index) => current[index] !== undefined),
        current.filter((version) => version !== undefined),
      );
      const known = entries.peek(key);
      const isNewer = known === undefined || (bytes && storedAtMsOf(bytes) > storedAtMsOf(known));
      if (bytes !== undefined && isNewer) copyEntry(key, bytes);
    },
    copyTags,
    copyEntry,
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
    get bytes() {
      return entries.calculatedSize;
    },
  };
}

/** Copies bytes into their own memory: bytes from a socket are part of a larger buffer, which they would keep alive. */
function ownBytes(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.byteLength);
  bytes.copy(own);
  return own;
}
