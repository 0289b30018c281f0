/** A token is replaced this long before it expires, so that none expires in flight. */
const EXPIRY_MARGIN_MS = 30_000;
/** More than any token from Genesys; keeps times within safe integers. */
const LIFETIME_MAX_MS = 7 * 86_400_000;
const REFRESH_SHARE = 0.1;
const REFRESH_MIN_MS = 30_000;
const REFRESH_MAX_MS = 600_000;

/** How long a token with this lifetime is used, in whole milliseconds; 0 for one that expires at once. */
export function usableMs(lifetimeMs: number): number {
  return Math.floor(Math.max(0, Math.min(lifetimeMs, LIFETIME_MAX_MS) - EXPIRY_MARGIN_MS));
}

/**
 * How long before its end a shared token is refreshed: a tenth of the time that it is used, from 30 s to 10 min, but never
 * more than half of that time.
 */
export function refreshLeadMs(usableMs: number): number {
  const shareMs = Math.min(REFRESH_MAX_MS, Math.max(REFRESH_MIN_MS, usableMs * REFRESH_SHARE));
  return Math.floor(Math.min(shareMs, usableMs / 2));
}
