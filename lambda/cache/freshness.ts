import type { Entry } from './entry.ts';

/** How fresh an entry is, in the terms of RFC 9111, 4.2. */
export interface Freshness {
  /** `stale`: past its lifetime or invalidated, but it may still be served if the origin fails (RFC 5861). */
  state: 'fresh' | 'stale' | 'expired';
  /** Whether it would be fresh if its tags still had the versions from before its fetch (RFC 9111, 4.4). */
  isInvalidated: boolean;
  /** Whole seconds since it was stored, rounded down; 0 if the clock of the container that stored it is ahead. */
  ageSeconds: number;
  /** Whole seconds it stays fresh, rounded up: at least 1 while fresh, 0 or less otherwise. */
  ttlSeconds: number;
}

/** How an entry is judged. */
export interface FreshnessTerms {
  /** In milliseconds since the Unix epoch. */
  nowMs: number;
  /** How long it may be served after its lifetime. */
  staleMs: number;
  /** From this age it is never served; undefined for no limit. */
  maxAgeMs: number | undefined;
  /** The current combined version of its tags; undefined if the store has lost one. */
  tagsVersion: string | undefined;
}

/**
 * An entry is fresh while its age is below its lifetime, then stale for `staleMs`, then expired; at exactly their sum
 * it is expired. From `maxAgeMs` on it is expired in any case, even if its lifetime is longer because it was stored under
 * other settings. An entry whose tags have changed was invalidated (RFC 9111, 4.4) and is stale at once.
 */
export function freshness(
  entry: Entry,
  { nowMs, staleMs, maxAgeMs = Number.POSITIVE_INFINITY, tagsVersion }: FreshnessTerms,
): Freshness {
  const { storedAtMs, lifetimeMs } = entry;
  const isOutdated = entry.tagsVersion !== tagsVersion;
  const ageMs = Math.max(0, nowMs - storedAtMs);
  const freshMs = Math.min(lifetimeMs, maxAgeMs);
  const usableMs = Math.min(lifetimeMs + staleMs, maxAgeMs);
  // `|| 0` turns -0 into 0, because the header would show the sign.
  const ttlSeconds = Math.ceil((freshMs - ageMs) / 1000) || 0;
  return {
    state: ageMs < freshMs && !isOutdated ? 'fresh' : ageMs < usableMs ? 'stale' : 'expired',
    isInvalidated: ageMs < freshMs && isOutdated,
    ageSeconds: Math.floor(ageMs / 1000),
    ttlSeconds: isOutdated ? Math.min(0, ttlSeconds) : ttlSeconds,
  };
}

/** How far a lifetime may differ from its TTL, as a share of the TTL. */
export const LIFETIME_JITTER = 0.1;

/**
 * A freshness lifetime in milliseconds, spread evenly over 90 % to 110 % of the TTL, so that entries stored together
 * do not expire together. `random` is in [0, 1).
 */
export function jitteredLifetimeMs(ttlSeconds: number, random: number): number {
  const factor = 1 - LIFETIME_JITTER + 2 * LIFETIME_JITTER * random;
  return Math.max(1, Math.round(ttlSeconds * 1000 * factor));
}
