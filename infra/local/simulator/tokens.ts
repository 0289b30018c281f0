import { randomBytes } from 'node:crypto';

const RATE_WINDOW_MS = 60_000;

/** Whether a bearer token is valid, and how much of its rate limit is used. */
type Admission =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'admitted' | 'limited'; readonly calls: number; readonly resetSeconds: number };

/** The access tokens of one organisation and their rate limits. */
export interface Tokens {
  /** A new random token, valid for `lifetimeSeconds` from now. */
  issue(lifetimeSeconds: number): string;
  /** Counts one call. At exactly the end of its lifetime, a token is already unknown. */
  admit(token: string): Admission;
  /** Revokes every token that was issued so far. */
  revokeAll(): void;
}

interface IssuedToken {
  readonly expiresAtMs: number;
  windowStartMs: number;
  calls: number;
}

/**
 * Tokens with a rate limit of `callsPerMinute` each, in fixed windows of one minute. A window starts with the first call
 * after the last window ended; `resetSeconds` (1 to 60) is the rest of the window, rounded up.
 */
export function createTokens(callsPerMinute: number, nowMs: () => number): Tokens {
  const issued = new Map<string, IssuedToken>();

  return {
    issue(lifetimeSeconds) {
      const now = nowMs();
      for (const [token, { expiresAtMs }] of issued) if (expiresAtMs <= now) issued.delete(token);
      const token = randomBytes(48).toString('base64url');
      issued.set(token, {
        expiresAtMs: now + lifetimeSeconds * 1000,
        windowStartMs: Number.NEGATIVE_INFINITY,
        calls: 0,
      });
      return token;
    },

    admit(token) {
      const now = nowMs();
      const known = issued.get(token);
      if (known === undefined || known.expiresAtMs <= now) return { kind: 'unknown' };
      if (now - known.windowStartMs >= RATE_WINDOW_MS) {
        known.windowStartMs = now;
        known.calls = 0;
      }
      known.calls += 1;
      const resetSeconds = Math.ceil((known.windowStartMs + RATE_WINDOW_MS - now) / 1000);
      return {
        kind: known.calls > callsPerMinute ? 'limited' : 'admitted',
        calls: known.calls,
        resetSeconds,
      };
    },

    revokeAll: () => issued.clear(),
  };
}
