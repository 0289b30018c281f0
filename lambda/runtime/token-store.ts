/** The sealed token that all containers share; see genesys/token-seal.ts. Times are in milliseconds by the store's clock. */
export interface SharedToken {
  readonly sealed: Buffer;
  readonly endsAtMs: number;
  /** From then on, one container replaces it. */
  readonly renewAtMs: number;
}

/** A request for the shared token. */
export interface TokenRequest {
  /** Names the request, so that its lease is its own. */
  readonly holder: string;
  /** How long the lease of a login lasts. */
  readonly loginTermMs: number;
  /** How long the lease of a renewal lasts. A failed renewal keeps it, so that it also is the pause before the next. */
  readonly renewalTermMs: number;
  /** A sealed token that does not count; empty for none. */
  readonly unusable: Buffer;
  /** Whether Genesys refused `unusable`: then it is deleted for all containers. */
  readonly isRefused: boolean;
}

/**
 * The reply to a {@link TokenRequest}, with the token if there is one:
 * - `fresh`: the token need not be renewed;
 * - `acquired`: this request holds the lease: it logs in, or it renews the token;
 * - `held`: another container holds the lease.
 */
export interface TokenReply {
  readonly outcome: 'fresh' | 'acquired' | 'held';
  readonly nowMs: number;
  readonly token: SharedToken | undefined;
}

/** Where containers share one token. Its methods reject if it cannot be used, or with the reason of the signal. */
export interface TokenStore {
  /** Reads the token and, if it is missing or due for renewal, asks for the lease. Safe to repeat. */
  acquire(request: TokenRequest, signal: AbortSignal): Promise<TokenReply>;
  /** Stores a token and ends the lease. Without the lease, stores it only if it lasts longer than the one there. */
  put(token: SharedToken, holder: string, signal: AbortSignal): Promise<void>;
  /** Ends the lease after a login that failed. */
  release(holder: string, signal: AbortSignal): Promise<void>;
}
