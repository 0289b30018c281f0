import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeEntry } from '../../../lambda/cache/entry.ts';
import { combinedVersion } from '../../../lambda/cache/keys.ts';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import {
  BYPASS,
  errorIn,
  hit,
  KEY,
  miss,
  NEW,
  requestOnce,
  resultIn,
  TAGS,
} from '../../support/cache-harness.ts';
import { codeOf } from '../../support/error-code.ts';
import { acquireIn, bytesIn, versionsOf } from '../../support/stored.ts';

type Scenario = Parameters<typeof requestOnce>[0];
const down = new StoreUnavailable('Redis did not reply within 250 ms');

const cases: { name: string; scenario: Scenario; trace: string[]; result: object }[] = [
  {
    name: 'a fresh entry is served after one read, without calling the origin',
    scenario: { stored: { ageMs: 12_345 }, faults: { get: { ms: 3 } } },
    trace: ['3 cache.read hit', '3 cache.result hit'],
    result: hit(12),
  },
  {
    name: 'an entry in the last millisecond of its lifetime is a hit',
    scenario: { stored: { ageMs: 299_999, fetchMs: 1 } },
    trace: ['0 cache.read hit', '0 cache.result hit'],
    result: hit(299),
  },
  {
    name: 'without an entry the value is fetched and is stored before it is served',
    scenario: { faults: { get: { ms: 3 }, acquireLease: { ms: 2 }, putEntry: { ms: 4 } }, ms: 200 },
    trace: [
      '3 cache.read uri-miss',
      '5 cache.lease acquired',
      '5 fetch',
      '209 cache.write stored',
      '209 cache.result miss',
    ],
    result: miss('uri-miss'),
  },
  {
    name: 'an entry whose lifetime has just ended is replaced',
    scenario: { stored: { ageMs: 300_000 } },
    trace: [
      '0 cache.read stale',
      '0 cache.lease acquired',
      '0 fetch once',
      '0 cache.write stored',
      '0 cache.result miss',
    ],
    result: miss('stale'),
  },
  {
    name: 'an entry that expires while it is read is replaced',
    scenario: { stored: { ageMs: 299_995 }, faults: { get: { ms: 5 } } },
    trace: [
      '5 cache.read stale',
      '5 cache.lease acquired',
      '5 fetch once',
      '5 cache.write stored',
      '5 cache.result miss',
    ],
    result: miss('stale'),
  },
  {
    name: 'an expired entry is replaced by a fetch that may retry, because there is no fallback',
    scenario: { stored: { ageMs: 3_900_000 } },
    trace: [
      '0 cache.read stale',
      '0 cache.lease acquired',
      '0 fetch',
      '0 cache.write stored',
      '0 cache.result miss',
    ],
    result: miss('stale'),
  },
  {
    name: 'a malformed entry is replaced',
    scenario: { stored: Buffer.from('{"total":0}') },
    trace: [
      '0 cache.read miss',
      '0 cache.lease acquired',
      '0 fetch',
      '0 cache.write stored',
      '0 cache.result miss',
    ],
    result: miss('miss'),
  },
  {
    name: 'a store that fails to read is not used again by the request',
    scenario: { stored: { ageMs: 0 }, faults: { get: { ms: 250, error: down } } },
    trace: ['250 cache.read bypass', '250 fetch', '250 cache.result bypass'],
    result: BYPASS,
  },
  {
    name: 'a store that fails to grant the lease is not written to',
    scenario: { faults: { acquireLease: { ms: 250, error: down } } },
    trace: ['0 cache.read uri-miss', '250 cache.lease unavailable', '250 fetch', '250 cache.result bypass'],
    result: BYPASS,
  },
  {
    name: 'a store that fails to write does not fail the request',
    scenario: { faults: { putEntry: { ms: 250, error: down } } },
    trace: [
      '0 cache.read uri-miss',
      '0 cache.lease acquired',
      '0 fetch',
      '250 cache.write failed',
      '250 cache.result miss',
    ],
    result: miss('uri-miss', 'failed'),
  },
];

for (const { name, scenario, trace, result } of cases) {
  test(name, async () => {
    const seen = await requestOnce(scenario);
    assert.deepEqual(seen.trace, trace);
    assert.deepEqual(resultIn(seen), result);
  });
}

test('an origin error is returned unchanged when the store is unavailable', async () => {
  const error = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
  const seen = await requestOnce({ faults: { get: { error: down } }, error });
  assert.equal(errorIn(seen), error);
  assert.deepEqual(seen.trace, ['0 cache.read bypass', '0 fetch']);
});

test('an unexpected error becomes an internal error, releases the lease and is not remembered', async () => {
  const defect = new TypeError('x is not a function');
  const seen = await requestOnce({ error: defect });
  const error = errorIn(seen);
  assert(error instanceof DataActionError && error.code === 'internal_error');
  assert.equal(error.cause, defect);
  assert.deepEqual(seen.trace, ['0 cache.read uri-miss', '0 cache.lease acquired', '0 fetch']);
  assert.deepEqual(await acquireIn(seen.store, KEY, { holder: 'B' }), {
    outcome: 'acquired',
    failure: undefined,
  });
});

for (const [step, scenario, trace] of [
  ['reading', { faults: { get: { ms: 60_000 } } }, []],
  ['acquiring the lease', { faults: { acquireLease: { ms: 60_000 } } }, ['0 cache.read uri-miss']],
  [
    'writing',
    { faults: { putEntry: { ms: 60_000 } } },
    ['0 cache.read uri-miss', '0 cache.lease acquired', '0 fetch', '10000 cache.write failed'],
  ],
] as const) {
  test(`a deadline that passes while ${step} ends the look-up with the error of the deadline`, async () => {
    const seen = await requestOnce(scenario);
    assert.deepEqual(seen.trace, trace);
    assert.equal(codeOf(errorIn(seen)), 'deadline_exceeded');
    assert.equal(await seen.stored(), 'absent');
  });
}

test('a stored entry has its creation time, its lifetime and its fetch duration', async () => {
  const { clock, store } = await requestOnce({
    ms: 200.4,
    faults: { get: { ms: 2.6 }, putEntry: { ms: 4 } },
  });
  const storedAtMs = clock.epochMs() - clock.monotonicMs() + 203;
  assert.deepEqual(decodeEntry(await bytesIn(store, KEY)), {
    kind: 'entry',
    entry: {
      storedAtMs,
      lifetimeMs: 300_000,
      fetchMs: 200,
      tagsVersion: combinedVersion(await versionsOf(store, TAGS)),
      value: NEW,
    },
  });
});

test('an entry is stored for its lifetime plus staleIfErrorSeconds', async () => {
  const { clock, stored } = await requestOnce({});
  const keptMs = 3_900_000 - clock.monotonicMs();
  await clock.advance(keptMs);
  assert.equal(await stored(), NEW);
  await clock.advance(1);
  assert.equal(await stored(), 'absent');
});

test('events contain the store error, the age of a hit and the number of bytes written', async () => {
  const { events: broken } = await requestOnce({ faults: { get: { ms: 7, error: down } } });
  assert.deepEqual(broken[0], {
    type: 'cache.read',
    outcome: 'bypass',
    durationMs: 7,
    cause: down,
  });
  const { events: old } = await requestOnce({ stored: { ageMs: 12_345 } });
  assert.deepEqual(
    old.map((event) => {
      if (event.type === 'cache.result') return event.result.ageSeconds;
      return event.type === 'cache.read' ? event.ageSeconds : undefined;
    }),
    [12, 12],
  );
  const { events } = await requestOnce({
    stored: Buffer.from('?'),
    faults: { acquireLease: { ms: 3 }, putEntry: { ms: 5, error: down } },
  });
  const [unreadable, lease, unwritten] = events;
  assert(unreadable?.type === 'cache.read' && lease?.type === 'cache.lease');
  assert.equal(unreadable.cause, 'no version 4 header');
  assert.equal(lease.durationMs, 3);
  assert(unwritten?.type === 'cache.write');
  assert.deepEqual([unwritten.cause, unwritten.durationMs], [down, 5]);
  assert(unwritten.bytes > NEW.length && unwritten.bytes < NEW.length + 80);
});
