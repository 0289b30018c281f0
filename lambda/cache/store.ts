/**
 * Where entries, leases, remembered failures and tags (see keys.ts) are kept. An implementation never waits longer than
 * its own timeout, stops at once when the signal aborts, and rejects with {@link StoreUnavailable} when it cannot do
 * its work. Each operation is atomic. A store may lose anything at any time, as an evicting Redis does.
 */
export interface CacheStore {
  /** Reads the bytes under a key together with its tags. */
  get(key: string, tags: readonly string[], signal: AbortSignal): Promise<Stored>;
  /** Tries to acquire the lease for fetching the entry of the key; see {@link LeaseReply}. */
  acquireLease(key: string, request: LeaseRequest, signal: AbortSignal): Promise<LeaseReply>;
  /** Makes a lease last `termMs` from now; does nothing if the holder has lost it. */
  extendLease(key: string, lease: Lease, signal: AbortSignal): Promise<void>;
  /** Ends a lease; does nothing if the holder has lost it. */
  releaseLease(key: string, holder: string, signal: AbortSignal): Promise<void>;
  /**
   * Compare-and-set: stores an entry and deletes the remembered failure. If another container has written an entry since
   * `seen` was read, that entry stays and this resolves to false. Always releases the holder's lease.
   */
  putEntry(key: string, entry: NewEntry, signal: AbortSignal): Promise<boolean>;
  /**
   * Remembers a failure, unless another container has written an entry since `seen` was read. Releases the lease; does
   * nothing if the holder has lost it.
   */
  putFailure(key: string, failure: NewFailure, signal: AbortSignal): Promise<void>;
  /** Gives each tag that exists a new version. All tags must belong to one action. */
  invalidateTags(tags: readonly string[], signal: AbortSignal): Promise<void>;
  /** Resolves if the store replies. */
  ping(signal: AbortSignal): Promise<void>;
  /** Closes connections and timers. */
  close(): void;
}

/** The versions of tags, in the order in which the tags were named; undefined for a tag that the store does not have. */
export type TagVersions = readonly (Buffer | undefined)[];

/** What a store holds under a key. */
export interface Stored {
  /** Undefined if there is no value, or if it is not a string of bytes. */
  readonly bytes: Buffer | undefined;
  readonly versions: TagVersions;
}

/** The cross-container lock for fetching one entry. It ends by itself unless it is extended. */
interface Lease {
  /** A token unique to the holder. */
  readonly holder: string;
  readonly termMs: number;
}

/** A request for the lease, with what its sender last read, so that a newer entry is noticed. */
export interface LeaseRequest extends Lease {
  /** The fingerprint (see entry.ts) of the bytes that were read; empty if there were none. */
  readonly seen: Buffer;
  readonly tags: readonly string[];
  /** The record of a failure that was read and is outdated, so its back-off does not count; empty for none. */
  readonly outdatedFailure: Buffer;
}

/**
 * The reply to a request for the lease, with the versions of its tags, all of which exist by then:
 * - `changed`: the key now holds other `bytes`; no lease was acquired.
 * - `failed`: the last fetch failed, and its back-off is not over.
 * - `acquired`: the caller holds the lease; `failure` is the last one, if it is still remembered.
 * - `held`: another container holds the lease.
 */
export type LeaseReply = { readonly versions: TagVersions } & (
  | { readonly outcome: 'changed'; readonly bytes: Buffer | undefined }
  | { readonly outcome: 'failed'; readonly failure: StoredFailure }
  | { readonly outcome: 'acquired'; readonly failure: StoredFailure | undefined }
  | { readonly outcome: 'held' }
);

export interface StoredFailure {
  readonly record: Buffer;
  /** The rest of its back-off; 0 or less once that is over. */
  readonly leftMs: number;
}

export interface NewEntry {
  readonly bytes: Buffer;
  /** From 1. */
  readonly keptMs: number;
  /** The fingerprint of what was under the key before the fetch. */
  readonly seen: Buffer;
  /** Undefined if it was fetched without a lease. */
  readonly holder: string | undefined;
}

export interface NewFailure {
  readonly holder: string;
  /** The fingerprint of what was under the key before the fetch. */
  readonly seen: Buffer;
  readonly record: Buffer;
  /** The back-off, from 0: until then the lease is refused. */
  readonly windowMs: number;
  /** How long it is remembered after its back-off. */
  readonly memoryMs: number;
  /** Whether to delete the entry, because the failure proves it wrong. */
  readonly dropsEntry: boolean;
}

/** The store is down, slow, full or rejects the operation; `cause` is its own error. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** The store was not called, because its circuit breaker is open. */
export class StoreCircuitOpen extends StoreUnavailable {
  override readonly name = 'StoreCircuitOpen';
}
