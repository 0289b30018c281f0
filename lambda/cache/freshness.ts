import type { Entry } from './entry.ts';

/** How fresh an entry is, in the terms of RFC 9111, 4.2. */
export interface Freshness {
  /** `stale`: past its lifetime, and still good enough when nothing better can be had (RFC 5861). */
  state: 'fresh' | 'stale' | 'expired';
  /** Whether it would be fresh, were it not that something it depends on may have changed since (RFC 9111, 4.4). */
  isInvalidated: boolean;
  /** Whole seconds since it was stored, rounded down; 0 when it comes from a clock ahead of ours. */
  ageSeconds: number;
  /** Whole seconds it stays fresh, rounded up: at least 1 while fresh, 0 or less otherwise. */
  ttlSeconds: number;
}

/** Whether what was known as of one moment may not be so since something changed, both in store time. */
export function isOutdatedBy(changedAtUs: number, asOfUs: number): boolean {
  return asOfUs <= changedAtUs;
}

/** What an entry is judged by. */
export interface FreshnessTerms {
  /** In milliseconds since the Unix epoch. */
  nowMs: number;
  /** How long it may still answer beyond its lifetime. */
  staleMs: number;
  /** From this age on it may not answer; undefined: there is no such age. */
  mostAgeMs: number | undefined;
  /** When something that it depends on changed last, in store time; 0: not that anybody knew. */
  changedAtUs: number;
}

/**
 * An entry is fresh while its age is below its lifetime, stale from then on for `staleMs`, and expired from
 * exactly their sum on. From `mostAgeMs` on it is expired in any case: a longer lifetime, which it may have from
 * settings of another day, counts as that. One that was invalidated (RFC 9111, 4.4), as something changed when
 * fetching it had begun, or later, is stale at once.
 */
export function freshness(
  { storedAtMs, asOfUs, lifetimeMs }: Entry,
  { nowMs, staleMs, mostAgeMs = Number.POSITIVE_INFINITY, changedAtUs }: FreshnessTerms,
): Freshness {
  const isOutdated = isOutdatedBy(changedAtUs, asOfUs);
  const ageMs = Math.max(0, nowMs - storedAtMs);
  const freshMs = Math.min(lifetimeMs, mostAgeMs);
  const usableMs = Math.min(lifetimeMs + staleMs, mostAgeMs);
  // Not -0, which would be told as such.
  const ttlSeconds = Math.ceil((freshMs - ageMs) / 1000) || 0;
  return {
    state: ageMs < freshMs && !isOutdated ? 'fresh' : ageMs < usableMs ? 'stale' : 'expired',
    isInvalidated: ageMs < freshMs && isOutdated,
    ageSeconds: Math.floor(ageMs / 1000),
    ttlSeconds: isOutdated ? Math.min(0, ttlSeconds) : ttlSeconds,
  };
}

/** The most by which a lifetime is longer or shorter than its TTL, as a share of it. */
export const LIFETIME_JITTER = 0.1;

/**
 * A freshness lifetime in milliseconds, spread evenly over 90 % to 110 % of the TTL, so that entries stored
 * together do not expire together. `random` is in [0, 1).
 */
export function jitteredLifetimeMs(ttlSeconds: number, random: number): number {
  const factor = 1 - LIFETIME_JITTER + 2 * LIFETIME_JITTER * random;
  return Math.max(1, Math.round(ttlSeconds * 1000 * factor));
}

/**
 * Whether this reader of a fresh entry is the one to fetch it anew before its time: XFetch (Vattani, Chierichetti,
 * Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", 2015) with a beta of 1. The chance is small until
 * the time left is about what fetching takes, and 1 at the end of the lifetime. `random` is in [0, 1).
 */
export function isDueForRefresh(
  { storedAtMs, lifetimeMs, fetchMs }: Entry,
  nowMs: number,
  random: number,
): boolean {
  const leftMs = storedAtMs + lifetimeMs - nowMs;
  return -fetchMs * Math.log(1 - random) >= leftMs;
}
