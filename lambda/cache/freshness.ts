import type { Entry } from './entry.ts';

/** How fresh an entry is, in the terms of RFC 9111, 4.2. */
export interface Freshness {
  state: 'fresh' | 'expired';
  /** Whole seconds since it was stored, rounded down; 0 when it comes from a clock ahead of ours. */
  ageSeconds: number;
  /** Whole seconds it stays fresh, rounded up: at least 1 while fresh, 0 or less once expired. */
  ttlSeconds: number;
}

/** An entry is fresh while its age is below its lifetime; at exactly its lifetime it has expired. */
export function freshness({ storedAtMs, lifetimeMs }: Entry, nowMs: number): Freshness {
  const ageMs = Math.max(0, nowMs - storedAtMs);
  return {
    state: ageMs < lifetimeMs ? 'fresh' : 'expired',
    ageSeconds: Math.floor(ageMs / 1000),
    ttlSeconds: Math.ceil((lifetimeMs - ageMs) / 1000),
  };
}

const JITTER = 0.1;

/**
 * A freshness lifetime in milliseconds, spread evenly over 90 % to 110 % of the TTL, so that entries stored
 * together do not expire together. `random` is in [0, 1).
 */
export function jitteredLifetimeMs(ttlSeconds: number, random: number): number {
  const factor = 1 - JITTER + 2 * JITTER * random;
  return Math.max(1, Math.round(ttlSeconds * 1000 * factor));
}
