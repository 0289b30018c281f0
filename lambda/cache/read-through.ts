import { type Clock, stopwatch } from '../clock.ts';
import { type Decoded, decodeEntry, encodeEntry } from './entry.ts';
import { freshness, jitteredLifetimeMs } from './freshness.ts';
import type { CacheStore } from './store.ts';

/** What one look-up is about. */
export interface Lookup {
  key: string;
  /** The TTL of what is loaded, before jitter. */
  ttlSeconds: number;
  /** The request's deadline: ends every wait. */
  signal: AbortSignal;
  /** Asks the origin; gives JSON text. Called at most once, and not on a hit. */
  load: () => Promise<string>;
  observe: (event: CacheEvent) => void;
}

/** What a look-up gives. */
export interface Cached {
  /** JSON text. */
  value: string;
  source: 'cache' | 'api';
  ageSeconds: number;
  status: CacheStatus;
}

/** How the answer came about, in the terms of RFC 9211. */
export type CacheStatus =
  | { hit: true; ttlSeconds: number }
  | { hit: false; forward: Forward; stored: boolean };

/**
 * Why the origin was asked (RFC 9211, 2.2): nothing stored, an expired entry, something stored that cannot be
 * read, or a store that does not answer.
 */
export type Forward = 'uri-miss' | 'stale' | 'miss' | 'bypass';

/**
 * What happened on the way, in order. A hit has the entry's age; `cause` says why something could not be read
 * or written.
 */
export type CacheEvent =
  | {
      type: 'cache.read';
      outcome: 'hit' | Forward;
      durationMs: number;
      ageSeconds?: number;
      cause?: unknown;
    }
  | { type: 'cache.write'; outcome: 'stored' | 'failed'; durationMs: number; bytes: number; cause?: unknown };

/** Looks a question up: from the cache while fresh, else from the origin. */
export type ReadThrough = (lookup: Lookup) => Promise<Cached>;

/**
 * The algorithm: a fresh entry answers. Otherwise the origin is asked, and its answer stored before it is
 * given: Lambda freezes the container once it has answered, so nothing may run after that. A store that did
 * not answer the read is not asked to write: such a request pays for the broken store once. Only the origin's
 * error, or the deadline's, ever rejects.
 */
export function createReadThrough(store: CacheStore, clock: Clock, random: () => number): ReadThrough {
  return async (lookup) => {
    const found = await read(lookup);
    if (found.kind === 'hit') return found.cached;
    const value = await lookup.load();
    const stored = found.forward !== 'bypass' && (await write(lookup, value));
    return { value, source: 'api', ageSeconds: 0, status: { hit: false, forward: found.forward, stored } };
  };

  async function read({ key, signal, observe }: Lookup): Promise<Found> {
    const elapsedMs = stopwatch(clock);
    const found = await store.get(key, signal).then(
      (bytes) => judge(decodeEntry(bytes), clock.epochMs()),
      (cause): Found => ({ kind: 'forward', forward: 'bypass', cause }),
    );
    signal.throwIfAborted();
    const durationMs = elapsedMs();
    if (found.kind === 'hit')
      observe({ type: 'cache.read', outcome: 'hit', durationMs, ageSeconds: found.cached.ageSeconds });
    else observe({ type: 'cache.read', outcome: found.forward, durationMs, cause: found.cause });
    return found;
  }

  async function write({ key, ttlSeconds, signal, observe }: Lookup, value: string): Promise<boolean> {
    const elapsedMs = stopwatch(clock);
    const lifetimeMs = jitteredLifetimeMs(ttlSeconds, random());
    const bytes = encodeEntry({ storedAtMs: clock.epochMs(), lifetimeMs, value });
    const failure = await store.set(key, bytes, lifetimeMs, signal).then(
      () => undefined,
      (cause) => ({ cause }),
    );
    const outcome = failure === undefined ? 'stored' : 'failed';
    observe({ type: 'cache.write', outcome, durationMs: elapsedMs(), bytes: bytes.byteLength, ...failure });
    return failure === undefined;
  }
}

type Found = { kind: 'hit'; cached: Cached } | { kind: 'forward'; forward: Forward; cause?: unknown };

/** Whether what was read can answer, and why not. */
function judge(decoded: Decoded, nowMs: number): Found {
  switch (decoded.kind) {
    case 'absent':
      return { kind: 'forward', forward: 'uri-miss' };
    case 'malformed':
      return { kind: 'forward', forward: 'miss', cause: decoded.reason };
    case 'entry': {
      const { state, ageSeconds, ttlSeconds } = freshness(decoded.entry, nowMs);
      if (state === 'expired') return { kind: 'forward', forward: 'stale' };
      const { value } = decoded.entry;
      return {
        kind: 'hit',
        cached: { value, source: 'cache', ageSeconds, status: { hit: true, ttlSeconds } },
      };
    }
  }
}
