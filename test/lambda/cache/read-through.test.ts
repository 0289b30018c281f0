import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeEntry, encodeEntry } from '../../../lambda/cache/entry.ts';
import { type CacheEvent, createReadThrough } from '../../../lambda/cache/read-through.ts';
import { type CacheStore, StoreUnavailable } from '../../../lambda/cache/store.ts';
import { withDeadline } from '../../../lambda/deadline.ts';
import { DeadlineExceeded, GenesysUnavailable } from '../../../lambda/errors.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const KEY = 'dataaction:cache:{queues}:00';
const NEW = '{"total":1}';
const OLD = '{"total":0}';
const DEADLINE_MS = 1000;

type Step = { ms?: number; error?: Error };

interface Scenario {
  /** What lies under the key, by the age of a well-formed entry that lives 300 s, or as bytes. */
  stored?: { ageMs: number } | Buffer;
  /** How long each step takes, and what it fails with. */
  read?: Step;
  load?: Step;
  write?: Step;
}

/** Looks KEY up under a deadline, and tells everything that happened, in order, with the time it took. */
async function lookUp({ stored, read, load, write }: Scenario) {
  const clock = createFakeClock();
  const trace: string[] = [];
  const events: CacheEvent[] = [];
  const entries = new Map<string, Buffer>();
  if (Buffer.isBuffer(stored)) entries.set(KEY, stored);
  else if (stored)
    entries.set(
      KEY,
      encodeEntry({ storedAtMs: clock.epochMs() - stored.ageMs, lifetimeMs: 300_000, value: OLD }),
    );

  async function take(name: string, { ms = 0, error }: Step = {}, signal: AbortSignal) {
    trace.push(name);
    if (ms > 0) await clock.sleep(ms, signal);
    if (error) throw error;
  }
  const store: CacheStore = {
    get: async (key, signal) => {
      await take(`get ${key}`, read, signal);
      return entries.get(key);
    },
    set: async (key, bytes, lifetimeMs, signal) => {
      await take(`set ${key} for ${lifetimeMs} ms`, write, signal);
      entries.set(key, bytes);
    },
    ping: async () => undefined,
    close: () => undefined,
  };
  const readThrough = createReadThrough(store, clock, () => 0.25);

  const outcome = withDeadline(DEADLINE_MS, clock, ({ signal }) =>
    readThrough({
      key: KEY,
      ttlSeconds: 300,
      signal,
      load: async () => {
        await take('load', load, signal);
        return NEW;
      },
      observe: (event) => {
        trace.push(`${event.type} ${event.outcome} in ${event.durationMs} ms`);
        events.push(event);
      },
    }),
  ).then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  await clock.advance(DEADLINE_MS + 1);
  const entry = decodeEntry(entries.get(KEY));
  return { ...(await outcome), trace, events, entry, nowMs: clock.epochMs(), sleeping: clock.pendingSleeps };
}

const GET = `get ${KEY}`;
const SET = `set ${KEY} for 285000 ms`;
const down = new StoreUnavailable('Redis gave no answer within 250 ms');

for (const { name, scenario, trace, answer } of [
  {
    name: 'a fresh entry answers after one read, and the origin is not asked',
    scenario: { stored: { ageMs: 12_345 }, read: { ms: 3 } },
    trace: [GET, 'cache.read hit in 3 ms'],
    answer: { value: OLD, source: 'cache', ageSeconds: 12, status: { hit: true, ttlSeconds: 288 } },
  },
  {
    name: 'an entry in the last millisecond of its lifetime answers',
    scenario: { stored: { ageMs: 299_999 } },
    trace: [GET, 'cache.read hit in 0 ms'],
    answer: { value: OLD, source: 'cache', ageSeconds: 299, status: { hit: true, ttlSeconds: 1 } },
  },
  {
    name: 'nothing stored: the origin answers, after its answer was stored',
    scenario: { read: { ms: 3 }, load: { ms: 200 }, write: { ms: 4 } },
    trace: [GET, 'cache.read uri-miss in 3 ms', 'load', SET, 'cache.write stored in 4 ms'],
    answer: fromOrigin('uri-miss', true),
  },
  {
    name: 'an entry whose lifetime is over just now is replaced',
    scenario: { stored: { ageMs: 300_000 } },
    trace: [GET, 'cache.read stale in 0 ms', 'load', SET, 'cache.write stored in 0 ms'],
    answer: fromOrigin('stale', true),
  },
  {
    name: 'an entry that expires while it is read is replaced',
    scenario: { stored: { ageMs: 299_995 }, read: { ms: 5 } },
    trace: [GET, 'cache.read stale in 5 ms', 'load', SET, 'cache.write stored in 0 ms'],
    answer: fromOrigin('stale', true),
  },
  {
    name: 'what cannot be read is replaced',
    scenario: { stored: Buffer.from('{"total":0}') },
    trace: [GET, 'cache.read miss in 0 ms', 'load', SET, 'cache.write stored in 0 ms'],
    answer: fromOrigin('miss', true),
  },
  {
    name: 'a store that fails to read is passed by, and not asked to write',
    scenario: { stored: { ageMs: 0 }, read: { ms: 250, error: down } },
    trace: [GET, 'cache.read bypass in 250 ms', 'load'],
    answer: fromOrigin('bypass', false),
  },
  {
    name: 'a store that fails to write does not fail the request',
    scenario: { write: { ms: 250, error: down } },
    trace: [GET, 'cache.read uri-miss in 0 ms', 'load', SET, 'cache.write failed in 250 ms'],
    answer: fromOrigin('uri-miss', false),
  },
]) {
  test(name, async () => {
    const seen = await lookUp(scenario);
    assert.deepEqual(seen.trace, trace);
    assert.deepEqual('answer' in seen && seen.answer, answer);
    assert.equal(seen.sleeping, 0);
  });
}

function fromOrigin(forward: string, stored: boolean) {
  return { value: NEW, source: 'api', ageSeconds: 0, status: { hit: false, forward, stored } };
}

test('an origin that fails passes its error, and nothing is written over what is there', async () => {
  const error = new GenesysUnavailable('Genesys answered with status 503');
  const seen = await lookUp({ stored: { ageMs: 400_000 }, load: { ms: 20, error } });
  assert.deepEqual(seen.trace, [GET, 'cache.read stale in 0 ms', 'load']);
  assert.equal('error' in seen && seen.error, error);
  assert.equal(seen.entry.kind === 'entry' && seen.entry.entry.value, OLD);
});

test('an origin that fails behind a broken store passes its own error', async () => {
  const error = new GenesysUnavailable('Genesys answered with status 503');
  const seen = await lookUp({ read: { error: down }, load: { error } });
  assert.equal('error' in seen && seen.error, error);
});

for (const [step, scenario, trace] of [
  ['reading', { read: { ms: 5000 } }, [GET]],
  ['loading', { load: { ms: 5000 } }, [GET, 'cache.read uri-miss in 0 ms', 'load']],
  [
    'writing',
    { write: { ms: 5000 } },
    [GET, 'cache.read uri-miss in 0 ms', 'load', SET, 'cache.write failed in 1000 ms'],
  ],
] as const) {
  test(`a deadline that passes while ${step} ends the look-up there, with the deadline's own error`, async () => {
    const seen = await lookUp(scenario);
    assert.deepEqual(seen.trace, trace);
    assert('error' in seen && seen.error instanceof DeadlineExceeded);
    assert.equal(seen.entry.kind, 'absent');
    assert.equal(seen.sleeping, 0);
  });
}

test('what was stored is the answer, with the time it was stored at and its jittered lifetime', async () => {
  const { entry, nowMs } = await lookUp({ load: { ms: 200 }, write: { ms: 4 } });
  const storedAtMs = nowMs - (DEADLINE_MS + 1) + 200;
  assert.deepEqual(entry, { kind: 'entry', entry: { storedAtMs, lifetimeMs: 285_000, value: NEW } });
});

test('events say what was wrong with a store, how old a hit was, and how many bytes were written', async () => {
  const { events: broken } = await lookUp({ read: { error: down } });
  assert.deepEqual(broken, [{ type: 'cache.read', outcome: 'bypass', durationMs: 0, cause: down }]);

  const { events: hit } = await lookUp({ stored: { ageMs: 12_345 } });
  assert.deepEqual(hit, [{ type: 'cache.read', outcome: 'hit', durationMs: 0, ageSeconds: 12 }]);

  const { events: full } = await lookUp({ stored: Buffer.from('?'), write: { error: down } });
  const [unreadable, unwritten] = full;
  assert.equal(unreadable?.cause, 'no version 1 header');
  assert(unwritten?.type === 'cache.write');
  assert.equal(unwritten.cause, down);
  assert(unwritten.bytes > NEW.length && unwritten.bytes < NEW.length + 80);
});
