import { decodeEntry, type Entry, headOf } from './entry.ts';
import { type Freshness, type FreshnessTerms, freshness } from './freshness.ts';
import type { Stored } from './store.ts';

/** What a look-up gives. */
export interface Cached {
  /** JSON text. */
  value: string;
  source: 'cache' | 'api';
  /** Whether it is past its lifetime: given because nothing better could be had in time. */
  stale: boolean;
  ageSeconds: number;
  status: CacheStatus;
}

/**
 * How the answer came about, in the terms of RFC 9211. `detail` says why a stale entry answers; `collapsed`, that
 * the answer is that of a request to the origin which somebody else had under way.
 */
export type CacheStatus =
  | { hit: true; ttlSeconds: number; detail?: string | undefined }
  | { hit: false; forward: Forward; stored: boolean; collapsed?: boolean };

/**
 * Why the origin was asked (RFC 9211, 2.2): nothing stored, an entry past its lifetime (or so near its end that
 * it is renewed already), something stored that cannot be read, or a store that does not answer.
 */
export type Forward = 'uri-miss' | 'stale' | 'miss' | 'bypass';

/** What a store was found to hold. */
export interface Found {
  /** What a fetch is forwarded for, should it come to that. */
  forward: Forward;
  /** Tells it from what may be stored later. */
  head: Buffer;
  /** When something that the entry depends on changed last, in store time; 0: not that anybody knew. */
  changedAtUs: number;
  /** An entry that may answer, fresh or stale. */
  usable: UsableEntry | undefined;
  /** Why it cannot be read. */
  cause?: unknown;
}

/** An entry and how fresh it is. */
export interface UsableEntry extends Freshness {
  state: Exclude<Freshness['state'], 'expired'>;
  entry: Entry;
  /** What it was judged by. */
  terms: FreshnessTerms;
}

/** Judges what a store holds under a key; see {@link freshness}. */
export function judge({ bytes, changedAtUs }: Stored, terms: Omit<FreshnessTerms, 'changedAtUs'>): Found {
  const head = headOf(bytes);
  const decoded = decodeEntry(bytes);
  switch (decoded.kind) {
    case 'absent':
      return { forward: 'uri-miss', head, changedAtUs, usable: undefined };
    case 'malformed':
      return { forward: 'miss', head, changedAtUs, usable: undefined, cause: decoded.reason };
    case 'entry': {
      const usable = usableAt(decoded.entry, { ...terms, changedAtUs });
      return { forward: 'stale', head, changedAtUs, usable };
    }
  }
}

/** The same entry at a later moment: what was usable once stays so until the answer, unless it is too old for all. */
export function aged({ entry, terms }: UsableEntry, nowMs: number): UsableEntry | undefined {
  return usableAt(entry, { ...terms, nowMs, staleMs: Number.POSITIVE_INFINITY });
}

function usableAt(entry: Entry, terms: FreshnessTerms): UsableEntry | undefined {
  const { state, ...age } = freshness(entry, terms);
  return state === 'expired' ? undefined : { state, ...age, entry, terms };
}

/** A store that could not be asked. */
export function bypass(cause: unknown): Found {
  return { forward: 'bypass', head: headOf(undefined), changedAtUs: 0, usable: undefined, cause };
}

/** The answer of an entry; `detail` says why it answers although it is stale. */
export function answerOf({ entry, state, ageSeconds, ttlSeconds }: UsableEntry, detail?: string): Cached {
  const stale = state !== 'fresh';
  const status = { hit: true, ttlSeconds, detail: stale ? detail : undefined } as const;
  return { value: entry.value, source: 'cache', stale, ageSeconds, status };
}

/** The same answer for somebody who waited for it; a stale entry is told as one all the same. */
export function collapsed(cached: Cached, forward: Forward): Cached {
  if (cached.stale) return cached;
  return { ...cached, status: { hit: false, forward, stored: false, collapsed: true } };
}
