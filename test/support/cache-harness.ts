import assert from 'node:assert/strict';
import { type Cache, createCache } from '../../lambda/cache/cache.ts';
import { decodeEntry, encodeEntry } from '../../lambda/cache/entry.ts';
import type { FetchPolicy } from '../../lambda/cache/fetch.ts';
import { combinedVersion } from '../../lambda/cache/keys.ts';
import type { CacheEvent, FetchLimits, Lookup } from '../../lambda/cache/lookup.ts';
import { createMemoryStore, type MemoryStore } from '../../lambda/cache/memory-store.ts';
import type { CacheResult, Forward, StaleReason, Storage } from '../../lambda/cache/result.ts';
import type { CacheStore } from '../../lambda/cache/store.ts';
import { sleep, withDeadline } from '../../lambda/runtime/deadline.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { type Faults, faulty } from './faulty-store.ts';
import { bytesIn, put, versionsOf } from './stored.ts';

/** The key of every look-up, and its tags. */
export const KEY = 'dataaction:cache:{queues}:00';
export const TAGS = ['dataaction:invalidated:{queues}', 'dataaction:invalidated:{queues}:Queue'];
/** The value that is stored at the start, and the one that the origin returns. */
export const [OLD, NEW] = ['{"total":0}', '{"total":1}'];
export const BUDGET_MS = 10_000;
const TTL_SECONDS = 300;
const STALE_SECONDS = 3600;

/** How the origin reacts to a call. */
export interface Origin {
  ms?: number;
  error?: unknown;
  value?: string;
  /** Ignores its signal. */
  ignoresAbort?: boolean;
}

/** One request, and how the origin reacts to it. */
export interface Request extends Origin {
  budgetMs?: number;
}

/** How a request ended. */
export type Outcome = { result: CacheResult } | { error: unknown };

/** A Lambda container, or another process. */
export interface Container {
  /** Faults between it and the store. */
  readonly faults: Faults;
  request(request?: Request): Promise<Outcome>;
}

/** Containers that share a store and a clock. */
export interface CacheHarness {
  readonly clock: FakeClock;
  readonly store: MemoryStore;
  /** The events in order, as `<milliseconds> <container>: <event>`. */
  readonly trace: string[];
  readonly events: CacheEvent[];
  container(name: string): Container;
  /** The stored value, or `absent` or `malformed`. */
  stored(): Promise<string>;
}

/** The state at the start of a test. */
export interface Setting {
  /** Stored under the key: bytes, or an entry of that age with a TTL of 300 s whose fetch took 1 s. */
  stored?: { ageMs: number; fetchMs?: number } | Buffer;
  policy?: Partial<FetchPolicy>;
  staleIfErrorSeconds?: number;
  random?: () => number;
  /** Whether containers keep copies of entries. */
  keepsCopies?: boolean;
  /** Whether the data is personal. */
  isPersonal?: boolean;
}

const LIMITS = { maxEntries: 100, maxBytes: 100_000_000, maxKeptMs: Number.POSITIVE_INFINITY };
/** How long a container keeps a copy. */
const COPY_MS = 3_600_000;

/** No value of a test is larger. */
const MAX_VALUE_BYTES = 100_000_000;

const POLICY = { refreshTimeoutMs: 800, storeReserveMs: 300, negativeSeconds: 30, maxEntryBytes: 4_194_304 };

/** Creates a harness. `random` is 0.5 by default: no jitter, polls 30 ms apart, a first back-off of 750 ms. */
export async function createCacheHarness(setting: Setting = {}): Promise<CacheHarness> {
  const { stored, staleIfErrorSeconds = STALE_SECONDS, random = () => 0.5 } = setting;
  const { keepsCopies = false, isPersonal = false } = setting;
  const clock = createFakeClock();
  const store = createMemoryStore(LIMITS, clock);
  if (stored) await put(store, KEY, await bytesOf(stored, clock, store), { keptMs: 86_400_000 });
  const trace: string[] = [];
  const events: CacheEvent[] = [];
  const policy = { ...POLICY, ...setting.policy };

  function container(name: string): Container {
    const faults: Faults = {};
    const note = (text: string) => trace.push(`${clock.monotonicMs()} ${name}: ${text}`);
    const copies = createMemoryStore({ ...LIMITS, maxKeptMs: COPY_MS }, clock);
    const shared = faulty(store, clock, faults);
    const cache = createCache({ store: shared, copies, keepsCopies, clock, random, policy });
    const observe = (event: CacheEvent) => {
      events.push(event);
      note(describe(event));
    };
    const request = ({ budgetMs = BUDGET_MS, ...origin }: Request = {}) =>
      lookUp(cache, {
        budgetMs,
        staleIfErrorSeconds,
        isPersonal,
        clock,
        observe,
        fetch: fetchFrom(origin, clock, note),
      });
    return { faults, request };
  }

  return { clock, store, trace, events, container, stored: () => storedIn(store) };
}

/** Sends one request in a new harness and advances the clock past its deadline. */
export async function requestOnce(setting: Setting & Request & { faults?: Faults }) {
  const harness = await createCacheHarness(setting);
  const container = harness.container('A');
  Object.assign(container.faults, setting.faults);
  const { ms, error, value, ignoresAbort, budgetMs = BUDGET_MS } = setting;
  const origin = { ...(ms && { ms }), ...(value && { value }), ...(ignoresAbort && { ignoresAbort }) };
  const pending = container.request({ ...origin, ...('error' in setting && { error }), budgetMs });
  await harness.clock.advance(budgetMs + 1);
  const outcome = await pending;
  const trace = harness.trace.map((line) => line.replace(' A:', ''));
  assert.equal(harness.clock.pendingTimers, 0, 'a timer is left running');
  return { ...harness, trace, ...outcome };
}

/** The result of a request; fails if it was rejected. */
export function resultIn(outcome: Outcome | { result?: CacheResult; error?: unknown }): CacheResult {
  if ('result' in outcome && outcome.result) return outcome.result;
  throw new Error('the request was rejected', { cause: 'error' in outcome && outcome.error });
}

/** The error of a request; fails if it has a result. */
export function errorIn(outcome: Outcome | { result?: CacheResult; error?: unknown }): unknown {
  assert('error' in outcome, 'the request has a result');
  return outcome.error;
}

/** The result of a request that fetched the new value. */
export function miss(forward: Exclude<Forward, 'bypass'>, storage: Storage = 'stored'): CacheResult {
  return { outcome: 'miss', value: NEW, ageSeconds: 0, forward, storage };
}

/** The result of a request that fetched the new value, because the store could not be read. */
export const BYPASS: CacheResult = { outcome: 'bypass', value: NEW, ageSeconds: 0 };

/** The result of a request that waited for the new value. */
export function collapsed(forward: Forward): CacheResult {
  return { outcome: 'collapsed', value: NEW, ageSeconds: 0, forward };
}

/** The result of a request that was served the old entry while it was fresh. */
export function hit(ageSeconds: number): CacheResult {
  return { outcome: 'hit', value: OLD, ageSeconds, ttlSeconds: TTL_SECONDS - ageSeconds };
}

/** The result of a request that was served the old entry after its TTL. */
export function stale(ageSeconds: number, reason: StaleReason): CacheResult {
  return { outcome: 'stale', value: OLD, ageSeconds, ttlSeconds: TTL_SECONDS - ageSeconds, reason };
}

type LookupParts = Pick<Lookup, 'staleIfErrorSeconds' | 'isPersonal' | 'observe' | 'fetch'> & {
  budgetMs: number;
  clock: FakeClock;
};

function lookUp(cache: Cache, { budgetMs, clock, ...rest }: LookupParts): Promise<Outcome> {
  return withDeadline(budgetMs, clock, (deadline) =>
    cache.getOrFetch({
      key: KEY,
      tags: TAGS,
      ttlSeconds: TTL_SECONDS,
      maxValueBytes: MAX_VALUE_BYTES,
      deadline,
      ...rest,
    }),
  ).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
}

function fetchFrom(origin: Origin, clock: FakeClock, note: (text: string) => void) {
  const { ms = 0, value = NEW, ignoresAbort = false } = origin;
  return async ({ deadline: { signal }, mayRetry }: FetchLimits) => {
    note(mayRetry ? 'fetch' : 'fetch once');
    const observed = ignoresAbort ? new AbortController().signal : signal;
    if (ms > 0)
      await sleep(clock, ms, observed).catch((reason) => {
        note('fetch aborted');
        throw reason;
      });
    if ('error' in origin) throw origin.error;
    return value;
  };
}

async function bytesOf(
  stored: NonNullable<Setting['stored']>,
  clock: FakeClock,
  store: CacheStore,
): Promise<Buffer> {
  if (Buffer.isBuffer(stored)) return stored;
  const { ageMs, fetchMs = 1000 } = stored;
  const storedAtMs = clock.epochMs() - ageMs;
  const tagsVersion = combinedVersion(await versionsOf(store, TAGS)) ?? '';
  return encodeEntry({ storedAtMs, tagsVersion, lifetimeMs: TTL_SECONDS * 1000, fetchMs, value: OLD });
}

async function storedIn(store: CacheStore): Promise<string> {
  const decoded = decodeEntry(await bytesIn(store, KEY));
  return decoded.kind === 'entry' ? decoded.entry.value : decoded.kind;
}

function describe(event: CacheEvent): string {
  switch (event.type) {
    case 'cache.read':
      return `cache.read ${event.outcome}${event.isInvalidated ? ', invalidated' : ''}`;
    case 'cache.write':
      return `cache.write ${event.outcome}`;
    case 'cache.lease': {
      const { outcome, polls } = event;
      return `cache.lease ${outcome}${polls > 0 ? ` after ${polls}` : ''}`;
    }
    case 'cache.failure':
      return `cache.failure ${event.outcome} ${event.code} for ${event.windowMs} ms`;
    case 'cache.result':
      return `cache.result ${event.result.outcome}`;
  }
}
