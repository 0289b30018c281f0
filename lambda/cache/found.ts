import { decodeEntry, type Entry, fingerprintOf } from './entry.ts';
import { type Freshness, type FreshnessTerms, freshness } from './freshness.ts';
import { combinedVersion } from './keys.ts';
import type { Stored } from './store.ts';

/** What was found under a key: an entry that can be served, or why there is none. */
export type Found =
  | FoundEntry
  | (Seen & { readonly state: 'expired' | 'absent' })
  | (Seen & { readonly state: 'unreadable'; readonly cause: string });

interface Seen {
  /** Identifies the bytes that were read, so that a later write is noticed. */
  readonly fingerprint: Buffer;
  /** The combined version of the tags; undefined if the store has lost one. */
  readonly tagsVersion: string | undefined;
}

/** An entry that can be served: at once if fresh, as a fallback if stale. */
export interface FoundEntry extends Seen, Freshness {
  readonly state: Exclude<Freshness['state'], 'expired'>;
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
