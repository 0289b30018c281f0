import type { Deadline } from '../runtime/deadline.ts';
import type { CacheEvent } from './events.ts';
import type { FreshnessTerms } from './freshness.ts';

/** What asking the origin may cost. */
export interface LoadLimits {
  /** Within the request's. */
  deadline: Deadline;
  /** False where an entry can answer as well: then one try is enough, and the next one is after the back-off. */
  mayRetry: boolean;
}

/** What one look-up is about. */
export interface Lookup {
  key: string;
  /** The markers that invalidate an entry of it; see markers.ts. */
  markers: readonly string[];
  /** The TTL of what is loaded, before jitter. */
  ttlSeconds: number;
  /** How long an entry may still answer beyond its lifetime, when nothing better can be had. */
  staleSeconds: number;
  /** From this age on it may not, nor may a fresh one; undefined: there is no such age. */
  mostAgeSeconds?: number | undefined;
  /** The request's: ends every wait. */
  deadline: Deadline;
  /** Asks the origin; gives JSON text. Called at most once. */
  load: (limits: LoadLimits) => Promise<string>;
  observe: (event: CacheEvent) => void;
}

/** The most age of what a look-up may answer, in milliseconds. */
export function mostAgeMs({ mostAgeSeconds }: Lookup): number | undefined {
  return mostAgeSeconds === undefined ? undefined : mostAgeSeconds * 1000;
}

/** What an entry is judged by for a look-up at a moment. */
export function termsAt(lookup: Lookup, nowMs: number): Omit<FreshnessTerms, 'changedAtUs'> {
  return { nowMs, staleMs: lookup.staleSeconds * 1000, mostAgeMs: mostAgeMs(lookup) };
}
