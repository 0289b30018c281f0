/**
 * Where entries are kept. An implementation never waits longer than its own time-out, ends at once when the
 * signal aborts, and rejects with {@link StoreUnavailable} whenever it cannot do its work.
 */
export interface CacheStore {
  /** The bytes under the key, or undefined. A key that holds anything but bytes gives empty bytes. */
  get(key: string, signal: AbortSignal): Promise<Buffer | undefined>;
  /** Stores the bytes, whatever was there before, for `lifetimeMs` milliseconds (at least 1). */
  set(key: string, bytes: Buffer, lifetimeMs: number, signal: AbortSignal): Promise<void>;
  /** Resolves if the store answers. */
  ping(signal: AbortSignal): Promise<void>;
  /** Ends its connections and timers, if it has any. */
  close(): void;
}

/** The store is down, slow, full or refuses; `cause` is what it said. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
