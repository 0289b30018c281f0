import assert from 'node:assert/strict';
import type { CacheEvent } from '../../lambda/cache/cache-event.ts';
import type { Cached } from '../../lambda/cache/cached.ts';
import { decodeEntry, encodeEntry } from '../../lambda/cache/entry.ts';
import type { FetchPolicy } from '../../lambda/cache/fetch.ts';
import type { LoadLimits } from '../../lambda/cache/lookup.ts';
import { createMemoryStore } from '../../lambda/cache/memory-store.ts';
import { createReadThrough, type ReadThrough } from '../../lambda/cache/read-through.ts';
import type { CacheStore } from '../../lambda/cache/store.ts';
import { sleep } from '../../lambda/clock.ts';
import { withDeadline } from '../../lambda/deadline.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { type Faults, faulty } from './faulty-store.ts';
import { bytesIn, put } from './stored.ts';

/** The key that everybody in a scene looks up, and its markers. */
export const KEY = 'dataaction:cache:{queues}:00';
export const MARKERS = ['dataaction:invalidated:{queues}', 'dataaction:invalidated:{queues}:Queue'];
/** What an entry holds that was stored before the scene began, and what the origin gives. */
export const [OLD, NEW] = ['{"total":0}', '{"total":1}'];
export const BUDGET_MS = 10_000;
const TTL_SECONDS = 300;
const STALE_SECONDS = 3600;

/** What the origin does when it is asked. */
export interface Origin {
  ms?: number;
  error?: unknown;
  value?: string;
  /** It goes on although it is told to stop. */
  isDeaf?: boolean;
}

/** How one look-up differs from the others. */
export interface Asking extends Origin {
  budgetMs?: number;
}

/** How a look-up ended. */
export type Outcome = { answer: Cached } | { error: unknown };

/** A Lambda container, or another process, with look-ups of its own. */
export interface Container {
  /** What goes wrong between it and the store, from now on. */
  readonly faults: Faults;
  ask(asking?: Asking): Promise<Outcome>;
}

/** Containers that share a store and stand under one clock. */
export interface Scene {
  readonly clock: FakeClock;
  readonly store: CacheStore;
  /** What happened, in order, as `<milliseconds> <container>: <what>`. */
  readonly trace: string[];
  readonly events: CacheEvent[];
  container(name: string): Container;
  /** The entry's value, or what is found in its place. */
  stored(): Promise<string>;
}

/** What a scene begins with. */
export interface Setting {
  /** Under the key: an entry of that age that lives 300 s and took 1 s to fetch, or bytes. */
  stored?: { ageMs: number; fetchMs?: number } | Buffer;
  policy?: Partial<FetchPolicy>;
  staleSeconds?: number;
  random?: () => number;
}

const POLICY = { refreshTimeoutMs: 800, storeReserveMs: 300, negativeSeconds: 30, maxEntryBytes: 4_194_304 };

/** Sets a scene; `random` is 0.5 unless told: TTLs are as they are, polls 30 ms apart, the first window is 750 ms. */
export async function createScene(setting: Setting = {}): Promise<Scene> {
  const { stored, staleSeconds = STALE_SECONDS, random = () => 0.5 } = setting;
  const clock = createFakeClock();
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 100_000_000 }, clock);
  if (stored) await put(store, KEY, bytesOf(stored, clock), { keptMs: 86_400_000 });
  const trace: string[] = [];
  const events: CacheEvent[] = [];
  const policy = { ...POLICY, ...setting.policy };

  function container(name: string): Container {
    const faults: Faults = {};
    const note = (text: string) => trace.push(`${clock.monotonicMs()} ${name}: ${text}`);
    const readThrough = createReadThrough({ store: faulty(store, clock, faults), clock, random, policy });
    const observe = (event: CacheEvent) => {
      events.push(event);
      note(told(event));
    };
    const ask = ({ budgetMs = BUDGET_MS, ...origin }: Asking = {}) =>
      lookUp(readThrough, { budgetMs, staleSeconds, clock, observe, load: loadFrom(origin, clock, note) });
    return { faults, ask };
  }

  return { clock, store, trace, events, container, stored: () => storedIn(store) };
}

/** One look-up in a scene of its own, until long after its deadline. */
export async function lookUpOnce(setting: Setting & Asking & { faults?: Faults }) {
  const scene = await createScene(setting);
  const alone = scene.container('A');
  Object.assign(alone.faults, setting.faults);
  const { ms, error, value, isDeaf, budgetMs = BUDGET_MS } = setting;
  const origin = { ...(ms && { ms }), ...(value && { value }), ...(isDeaf && { isDeaf }) };
  const asked = alone.ask({ ...origin, ...('error' in setting && { error }), budgetMs });
  await scene.clock.advance(budgetMs + 1);
  const outcome = await asked;
  const trace = scene.trace.map((line) => line.replace(' A:', ''));
  assert.equal(scene.clock.pendingTimers, 0, 'something is left running');
  return { ...scene, trace, ...outcome };
}

/** What a look-up answered; fails if it threw. */
export function answerIn(outcome: Outcome | { answer?: Cached; error?: unknown }): Cached {
  if ('answer' in outcome && outcome.answer) return outcome.answer;
  throw new Error('there was no answer', { cause: 'error' in outcome && outcome.error });
}

/** What a look-up threw; fails if it answered. */
export function errorIn(outcome: Outcome | { answer?: Cached; error?: unknown }): unknown {
  assert('error' in outcome, 'there was an answer');
  return outcome.error;
}

/** The answer of who asked the origin, and may have stored what it gave. */
export function fromOrigin(forward: string, stored: boolean) {
  return {
    value: NEW,
    source: 'api',
    stale: false,
    ageSeconds: 0,
    status: { hit: false, forward, stored },
  };
}

/** The answer of the old entry past its lifetime. */
export function staleAnswer(ageSeconds: number, detail: string) {
  const status = { hit: true, ttlSeconds: TTL_SECONDS - ageSeconds, detail };
  return { value: OLD, source: 'cache', stale: true, ageSeconds, status };
}

type Ask = Pick<Parameters<ReadThrough>[0], 'staleSeconds' | 'observe' | 'load'> & {
  budgetMs: number;
  clock: FakeClock;
};

function lookUp(readThrough: ReadThrough, { budgetMs, clock, ...rest }: Ask): Promise<Outcome> {
  return withDeadline(budgetMs, clock, (deadline) =>
    readThrough({ key: KEY, markers: MARKERS, ttlSeconds: TTL_SECONDS, deadline, ...rest }),
  ).then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
}

function loadFrom(origin: Origin, clock: FakeClock, note: (text: string) => void) {
  const { ms = 0, value = NEW, isDeaf = false } = origin;
  return async ({ deadline: { signal }, mayRetry }: LoadLimits) => {
    note(mayRetry ? 'load' : 'load once');
    const ears = isDeaf ? new AbortController().signal : signal;
    if (ms > 0)
      await sleep(clock, ms, ears).catch((reason) => {
        note('load given up');
        throw reason;
      });
    if ('error' in origin) throw origin.error;
    return value;
  };
}

function bytesOf(stored: NonNullable<Setting['stored']>, clock: FakeClock): Buffer {
  if (Buffer.isBuffer(stored)) return stored;
  const { ageMs, fetchMs = 1000 } = stored;
  const storedAtMs = clock.epochMs() - ageMs;
  const asOfUs = (storedAtMs - fetchMs) * 1000;
  return encodeEntry({ storedAtMs, asOfUs, lifetimeMs: TTL_SECONDS * 1000, fetchMs, value: OLD });
}

async function storedIn(store: CacheStore): Promise<string> {
  const decoded = decodeEntry(await bytesIn(store, KEY));
  return decoded.kind === 'entry' ? decoded.entry.value : decoded.kind;
}

/** An event in a line; its time stands before it. */
function told(event: CacheEvent): string {
  switch (event.type) {
    case 'cache.read':
      return `cache.read ${event.outcome}${event.isInvalidated ? ', invalidated' : ''}`;
    case 'cache.write':
      return `cache.write ${event.outcome}`;
    case 'cache.claim': {
      const { outcome, isEarly, polls } = event;
      return `cache.claim ${outcome}${isEarly ? ' early' : ''}${polls > 0 ? ` after ${polls}` : ''}`;
    }
    case 'cache.failure':
      return `cache.failure ${event.outcome} ${event.code} for ${event.windowMs} ms`;
    case 'cache.answer':
      return `cache.answer ${event.outcome}${event.isCollapsed ? ' collapsed' : ''}`;
  }
}
