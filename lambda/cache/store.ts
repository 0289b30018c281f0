/**
 * Where entries, leases, remembered failures and markers (see markers.ts) are kept. An implementation never waits longer than its own
 * time-out, ends at once when the signal aborts, and rejects with {@link StoreUnavailable} whenever it cannot do
 * its work. Each operation is atomic: of two callers one comes first.
 *
 * Store time is what orders fetches and changes: microseconds since the Unix epoch by the store's own clock, one for
 * all containers, and fine enough for what comes after something else to be later.
 */
export interface CacheStore {
  /** What lies under the key, and what its markers say. */
  get(key: string, markers: readonly string[], signal: AbortSignal): Promise<Stored>;
  /** Asks to be the one who fetches what the key stands for; see {@link Claim}. */
  claim(key: string, request: ClaimRequest, signal: AbortSignal): Promise<Claim>;
  /** Lets a lease last `termMs` from now on, if it is still the holder's; 0 ends it. */
  renew(key: string, lease: Lease, signal: AbortSignal): Promise<void>;
  /**
   * Stores an entry and forgets the failures before it, if the key still holds what was seen there, or nothing;
   * ends the holder's lease in any case. Gives whether it was stored: what somebody else stored meanwhile is
   * newer, and stays.
   */
  put(key: string, entry: NewEntry, signal: AbortSignal): Promise<boolean>;
  /** Remembers a failure and ends the lease; does nothing if the lease is no longer the holder's. */
  fail(key: string, failure: NewFailure, signal: AbortSignal): Promise<void>;
  /** Notes that something changed now: sets these markers, which belong to one action. */
  mark(markers: readonly string[], signal: AbortSignal): Promise<void>;
  /** Resolves if the store answers. */
  ping(signal: AbortSignal): Promise<void>;
  /** Ends its connections and timers, if it has any. */
  close(): void;
}

/** What a store holds of an entry. */
export interface Stored {
  /** Undefined where there is nothing, or anything but bytes. */
  readonly bytes: Buffer | undefined;
  /** When something that the entry depends on changed last, in store time; 0: not that anybody knew. */
  readonly changedAtUs: number;
}

/** The right to fetch, for one holder and a term that may be renewed. */
export interface Lease {
  /** A token of the holder's own, unlike any other's. */
  readonly holder: string;
  readonly termMs: number;
}

/** A claim names what was seen under the key (its head, see entry.ts), so that anything newer is noticed. */
export interface ClaimRequest extends Lease {
  readonly seen: Buffer;
  readonly markers: readonly string[];
  /** Whether a failure whose back-off window is not over counts for nothing. */
  readonly ignoresFailure: boolean;
}

/**
 * What became of a claim, at `nowUs` in store time:
 * `changed`: the key now holds something else, here it is, and no lease was taken;
 * `failed`: it was tried and failed, and `leftMs` of the back-off window are left;
 * `won`: the lease is the caller's; with the record of the failure before, if that is still remembered;
 * `held`: somebody else has the lease.
 */
export type Claim = { readonly nowUs: number } & (
  | { readonly outcome: 'changed'; readonly stored: Stored }
  | {
      readonly outcome: 'failed';
      readonly record: Buffer;
      readonly leftMs: number;
      readonly changedAtUs: number;
    }
  | { readonly outcome: 'won'; readonly record: Buffer | undefined }
  | { readonly outcome: 'held' }
);

/** An entry to store. */
export interface NewEntry {
  readonly bytes: Buffer;
  /** How long it is kept, in milliseconds, from 1 on. */
  readonly keptMs: number;
  /** The head of what was under the key before. */
  readonly seen: Buffer;
  /** Undefined when it was fetched without a lease. */
  readonly holder: string | undefined;
}

/** A failure to remember. */
export interface NewFailure {
  readonly holder: string;
  readonly record: Buffer;
  /** How long claims are answered with it, in milliseconds, from 0 on. */
  readonly windowMs: number;
  /** Whether the entry goes too, as what it says is no longer so. */
  readonly dropsEntry: boolean;
}

/** How long a failure is remembered beyond its window, so that the next one's can be longer. */
export const FAILURE_MEMORY_MS = 60_000;

/** The store is down, slow, full or refuses; `cause` is what it said. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}
