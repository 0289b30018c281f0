import { decodeEntry, type Entry, fingerprintOf } from './entry.ts';
import { combinedVersion } from './keys.ts';
import type { Stored } from './store.ts';

/** What was found under a key: an entry that can be served, or why there is none. */
export type Found = FreshEntry | NotFresh;

/** Anything but a fresh entry: the request needs the origin, or another request that is calling it. */
export type NotFresh =
  | StaleEntry
  | (Seen & { readonly state: 'expired' | 'absent' })
  | (Seen & { readonly state: 'unreadable'; readonly cause: string });

interface Seen {
  /** Identifies the bytes that were read, so that a later write is noticed. */
  readonly fingerprint: Buffer;
  /** The combined version of the tags; undefined if the store has lost one. */
  readonly tagsVersion: string | undefined;
}

/** An entry that can be served: at once if fresh, as a fallback if stale. */
export type FoundEntry = FreshEntry | StaleEntry;

export interface FreshEntry extends JudgedEntry {
  readonly state: 'fresh';
}

interface StaleEntry extends JudgedEntry {
  readonly state: 'stale';
}

interface JudgedEntry extends Seen, Freshness {
  readonly entry: Entry;
  /** The terms by which its freshness was judged. */
  readonly terms: FreshnessTerms;
}

/** Whether there is an entry to serve. */
export function isFoundEntry(found: Found): found is FoundEntry {
  return found.state === 'fresh' || found.state === 'stale';
}

/** The terms by which a look-up judges an entry. */
export interface Terms extends Omit<FreshnessTerms, 'tagsVersion'> {
  /** A larger value is not served: it was stored under another limit. Absent: any size. */
  maxValueBytes?: number;
}

/** Decodes what a store holds under a key, and judges its freshness; see {@link freshness}. */
export function judge(stored: Stored, { maxValueBytes, ...terms }: Terms): Found {
  const { bytes } = stored;
  const tagsVersion = combinedVersion(stored.versions);
  const seen = { fingerprint: fingerprintOf(bytes), tagsVersion };
  const decoded = decodeEntry(bytes, maxValueBytes);
  switch (decoded.kind) {
    case 'absent':
      return { state: 'absent', ...seen };
    case 'malformed':
      return { state: 'unreadable', ...seen, cause: decoded.reason };
    case 'entry':
      return judgeEntry(decoded.entry, { ...terms, tagsVersion }, seen);
  }
}

/**
 * Judges the same entry again, at a later time. It may be stale by then. Returns undefined only if it has reached its max
 * age: within a request, it does not expire otherwise.
 */
export function judgeAgain(found: FoundEntry, nowMs: number): FoundEntry | undefined {
  const later = judgeEntry(found.entry, { ...found.terms, nowMs, staleMs: Number.POSITIVE_INFINITY }, found);
  return isFoundEntry(later) ? later : undefined;
}

function judgeEntry(entry: Entry, terms: FreshnessTerms, { fingerprint, tagsVersion }: Seen): Found {
  const { state, ...age } = freshness(entry, terms);
  if (state === 'expired') return { state, fingerprint, tagsVersion };
  return { state, ...age, entry, terms, fingerprint, tagsVersion };
}

/** How fresh an entry is, in the terms of RFC 9111, 4.2. */
interface Freshness {
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
interface FreshnessTerms {
  /** In milliseconds since the Unix epoch. */
  nowMs: number;
  /** How long it may be served after its lifetime. */
  staleMs: number;
  /** From this age it is never served; undefined for no limit. */
  maxAgeMs: number | undefined;
  /** The current combined version of its tags; undefined if the store has lost one. */
  tagsVersion: string | undefined;
  /** Whether it is expired, instead of stale, once it is invalidated. */
  isPersonal?: boolean;
}

/**
 * An entry is fresh while its age is below its lifetime, then stale for `staleMs`, then expired; at exactly their sum
 * it is expired. From `maxAgeMs` on it is expired in any case, even if its lifetime is longer because it was stored under
 * other settings. An entry whose tags have changed was invalidated (RFC 9111, 4.4) and is stale at once, or expired if it
 * is personal.
 */
export function freshness(
  entry: Entry,
  { nowMs, staleMs, maxAgeMs = Number.POSITIVE_INFINITY, tagsVersion, isPersonal }: FreshnessTerms,
): Freshness {
  const { storedAtMs, lifetimeMs } = entry;
  const isOutdated = entry.tagsVersion !== tagsVersion;
  const ageMs = Math.max(0, nowMs - storedAtMs);
  const freshMs = Math.min(lifetimeMs, maxAgeMs);
  const isWithinLifetime = ageMs < freshMs;
  const isErased = isPersonal && isOutdated;
  const isUsable = !isErased && ageMs < Math.min(lifetimeMs + staleMs, maxAgeMs);
  const stateIfNotFresh = isUsable ? 'stale' : 'expired';
  // `|| 0` turns -0 into 0, because the header would show the sign.
  const ttlSeconds = Math.ceil((freshMs - ageMs) / 1000) || 0;
  return {
    state: isWithinLifetime && !isOutdated ? 'fresh' : stateIfNotFresh,
    isInvalidated: isWithinLifetime && isOutdated,
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
