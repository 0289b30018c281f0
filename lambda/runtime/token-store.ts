/** The sealed token that all containers share; see genesys/token-seal.ts. Times are in ms by the store's clock. */
export interface SharedToken {
  readonly sealed: Buffer;
  readonly endsAtMs: number;
  /** From this time on, one container may refresh it. */
  readonly refreshAtMs: number;
}

export interface TokenRequest {
  /** A token unique to the request, which identifies the holder of the lease. */
  readonly holder: string;
  readonly loginTermMs: number;
  /** The term of a refresh's lease. A failed refresh does not release it, so it is also the pause before the next. */
  readonly refreshTermMs: number;
  /** A sealed token to ignore; empty if there is none. */
  readonly unusable: Buffer;
  /** Whether Genesys refused `unusable`: then it is deleted for all containers. */
  readonly isRefused: boolean;
}

/**
 * The reply to a {@link TokenRequest}, with the token if there is one:
 * - `fresh`: the token need not be refreshed;
 * - `acquired`: this request holds the lease: it logs in, or it refreshes the token;
 * - `held`: another container holds the lease.
 */
export interface TokenReply {
  readonly outcome: 'fresh' | 'acquired' | 'held';
  readonly nowMs: number;
  readonly token: SharedToken | undefined;
}

/** Where containers share one token. Its methods reject if the store is unavailable, or with the signal's reason. */
export interface TokenStore {
  /** Reads the token and, if it is missing or due for a refresh, requests the lease. Safe to repeat. */
  acquire(request: TokenRequest, signal: AbortSignal): Promise<TokenReply>;
  /** Stores a token and ends the lease. Without the lease, stores it only if it lasts longer than the one there. */
  put(token: SharedToken, holder: string, signal: AbortSignal): Promise<void>;
  /** Ends the lease after a login that failed. */
  release(holder: string, signal: AbortSignal): Promise<void>;
}
