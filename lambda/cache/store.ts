/**
 * Where entries, leases, remembered failures and tags (see keys.ts) are kept. An implementation never waits longer than
 * its own timeout, stops at once when the signal aborts, and rejects with {@link StoreUnavailable} when it cannot do
 * its work. Each operation is atomic.
 *
 * Store time orders fetches and changes: microseconds since the Unix epoch by the store's own clock, which is the same
 * for all containers and fine enough that a later event has a later time.
 */
export interface CacheStore {
  /** Reads the bytes under a key together with its tags. */
  get(key: string, tags: readonly string[], signal: AbortSignal): Promise<Stored>;
  /** Tries to acquire the lease for fetching what belongs under the key; see {@link LeaseReply}. */
  acquireLease(key: string, request: LeaseRequest, signal: AbortSignal): Promise<LeaseReply>;
  /** Makes a lease last `termMs` from now; does nothing if the holder has lost it. */
  extendLease(key: string, lease: Lease, signal: AbortSignal): Promise<void>;
  /** Ends a lease; does nothing if the holder has lost it. */
  releaseLease(key: string, holder: string, signal: AbortSignal): Promise<void>;
  /**
   * Compare-and-set: stores an entry and deletes the remembered failure. Resolves to false if another container has
   * written since `seen` was read; its entry stays. Always releases the holder's lease.
   */
  putEntry(key: string, entry: NewEntry, signal: AbortSignal): Promise<boolean>;
  /** Remembers a failure and releases the lease; does nothing if the holder has lost the lease. */
  putFailure(key: string, failure: NewFailure, signal: AbortSignal): Promise<void>;
  /** Sets tags to the present store time. All tags must belong to one action. */
  invalidateTags(tags: readonly string[], signal: AbortSignal): Promise<void>;
  /** Resolves if the store replies. */
  ping(signal: AbortSignal): Promise<void>;
  /** Closes connections and timers. */
  close(): void;
}

/** What a store holds under a key. */
export interface Stored {
  /** Undefined for nothing, and for a value that is not bytes. */
  readonly bytes: Buffer | undefined;
  /** The latest change among the tags, in store time; 0 if none is known. */
  readonly changedAtUs: number;
}

/** The cross-container lock for fetching one entry. It ends by itself unless it is extended. */
interface Lease {
  /** A token unique to the holder. */
  readonly holder: string;
  readonly termMs: number;
}

/** A request for the lease, with what its sender saw under the key, so that a newer entry is noticed. */
export interface LeaseRequest extends Lease {
  /** The fingerprint (see entry.ts) of the bytes that were read; empty for nothing. */
  readonly seen: Buffer;
  readonly tags: readonly string[];
  /** Whether to acquire the lease although a remembered failure is within its back-off. */
  readonly ignoresFailure: boolean;
}

/**
 * The reply to a request for the lease, at `nowUs` in store time:
 * - `changed`: the key holds something else by now, which is `stored`; no lease was acquired.
 * - `failed`: the last fetch failed, and `leftMs` of its back-off are left.
 * - `acquired`: the caller holds the lease; `record` is the failure before, if it is still remembered.
 * - `held`: another container holds the lease.
 */
export type LeaseReply = { readonly nowUs: number } & (
  | { readonly outcome: 'changed'; readonly stored: Stored }
  | {
      readonly outcome: 'failed';
      readonly record: Buffer;
      readonly leftMs: number;
      readonly changedAtUs: number;
    }
  | { readonly outcome: 'acquired'; readonly record: Buffer | undefined }
  | { readonly outcome: 'held' }
);

/** An entry to store. */
export interface NewEntry {
  readonly bytes: Buffer;
  /** From 1. */
  readonly keptMs: number;
  /** The fingerprint of what was under the key before the fetch. */
  readonly seen: Buffer;
  /** Undefined if it was fetched without a lease. */
  readonly holder: string | undefined;
}

/** A failure to remember. */
export interface NewFailure {
  readonly holder: string;
  readonly record: Buffer;
  /** The back-off, from 0: until then the lease is refused. */
  readonly windowMs: number;
  /** Whether to delete the entry, because the failure proves it wrong. */
  readonly dropsEntry: boolean;
}

/** How long a failure is remembered after its back-off, so that the next back-off can be longer. */
export const FAILURE_MEMORY_MS = 60_000;

/** The store is down, slow, full or refuses; `cause` has its own error. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** The store was not called, because its circuit breaker is open. */
export class StoreCircuitOpen extends StoreUnavailable {
  override readonly name = 'StoreCircuitOpen';
}
