import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeEntry } from '../../../lambda/cache/entry.ts';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { GenesysUnavailable } from '../../../lambda/errors/genesys-errors.ts';
import { DeadlineExceeded, InternalError } from '../../../lambda/errors/service-errors.ts';
import { answerIn, errorIn, fromOrigin, KEY, lookUpOnce, NEW, OLD } from '../../support/scene.ts';
import { bytesIn, claimIn } from '../../support/stored.ts';

type Scenario = Parameters<typeof lookUpOnce>[0];
const down = new StoreUnavailable('Redis gave no answer within 250 ms');
const hit = (ageSeconds: number, ttlSeconds: number) => ({
  value: OLD,
  source: 'cache',
  stale: false,
  ageSeconds,
  status: { hit: true, ttlSeconds, detail: undefined },
});

const cases: { name: string; scenario: Scenario; trace: string[]; answer: object }[] = [
  {
    name: 'a fresh entry answers after one read, and the origin is not asked',
    scenario: { stored: { ageMs: 12_345 }, faults: { get: { ms: 3 } } },
    trace: ['3 cache.read hit', '3 cache.answer hit'],
    answer: hit(12, 288),
  },
  {
    name: 'an entry in the last millisecond of its lifetime answers',
    scenario: { stored: { ageMs: 299_999, fetchMs: 1 } },
    trace: ['0 cache.read hit', '0 cache.answer hit'],
    answer: hit(299, 1),
  },
  {
    name: 'nothing stored: the origin answers, after its answer was stored',
    scenario: { faults: { get: { ms: 3 }, claim: { ms: 2 }, put: { ms: 4 } }, ms: 200 },
    trace: [
      '3 cache.read uri-miss',
      '5 cache.claim won',
      '5 load',
      '209 cache.write stored',
      '209 cache.answer miss',
    ],
    answer: fromOrigin('uri-miss', true),
  },
  {
    name: 'an entry whose lifetime is over just now is replaced',
    scenario: { stored: { ageMs: 300_000 } },
    trace: [
      '0 cache.read stale',
      '0 cache.claim won',
      '0 load once',
      '0 cache.write stored',
      '0 cache.answer miss',
    ],
    answer: fromOrigin('stale', true),
  },
  {
    name: 'an entry that expires while it is read is replaced',
    scenario: { stored: { ageMs: 299_995 }, faults: { get: { ms: 5 } } },
    trace: [
      '5 cache.read stale',
      '5 cache.claim won',
      '5 load once',
      '5 cache.write stored',
      '5 cache.answer miss',
    ],
    answer: fromOrigin('stale', true),
  },
  {
    name: 'an entry past all use is replaced, and retries are allowed as nothing else can answer',
    scenario: { stored: { ageMs: 3_900_000 } },
    trace: [
      '0 cache.read stale',
      '0 cache.claim won',
      '0 load',
      '0 cache.write stored',
      '0 cache.answer miss',
    ],
    answer: fromOrigin('stale', true),
  },
  {
    name: 'what cannot be read is replaced',
    scenario: { stored: Buffer.from('{"total":0}') },
    trace: [
      '0 cache.read miss',
      '0 cache.claim won',
      '0 load',
      '0 cache.write stored',
      '0 cache.answer miss',
    ],
    answer: fromOrigin('miss', true),
  },
  {
    name: 'a store that fails to read is passed by, and asked for nothing else',
    scenario: { stored: { ageMs: 0 }, faults: { get: { ms: 250, error: down } } },
    trace: ['250 cache.read bypass', '250 load', '250 cache.answer bypass'],
    answer: fromOrigin('bypass', false),
  },
  {
    name: 'a store that fails between reading and claiming is not asked to write',
    scenario: { faults: { claim: { ms: 250, error: down } } },
    trace: ['0 cache.read uri-miss', '250 cache.claim unavailable', '250 load', '250 cache.answer miss'],
    answer: fromOrigin('uri-miss', false),
  },
  {
    name: 'a store that fails to write does not fail the request',
    scenario: { faults: { put: { ms: 250, error: down } } },
    trace: [
      '0 cache.read uri-miss',
      '0 cache.claim won',
      '0 load',
      '250 cache.write failed',
      '250 cache.answer miss',
    ],
    answer: fromOrigin('uri-miss', false),
  },
];

for (const { name, scenario, trace, answer } of cases) {
  test(name, async () => {
    const seen = await lookUpOnce(scenario);
    assert.deepEqual(seen.trace, trace);
    assert.deepEqual(answerIn(seen), answer);
  });
}

test('an origin that fails behind a broken store passes its own error', async () => {
  const error = new GenesysUnavailable('Genesys answered with status 503');
  const seen = await lookUpOnce({ faults: { get: { error: down } }, error });
  assert.equal(errorIn(seen), error);
  assert.deepEqual(seen.trace, ['0 cache.read bypass', '0 load']);
});

test('a defect in loading is an internal error, is told to nobody else, and ends the lease', async () => {
  const defect = new TypeError('x is not a function');
  const seen = await lookUpOnce({ error: defect });
  const error = errorIn(seen);
  assert(error instanceof InternalError);
  assert.equal(error.cause, defect);
  assert.deepEqual(seen.trace, ['0 cache.read uri-miss', '0 cache.claim won', '0 load']);
  assert.deepEqual(await claimIn(seen.store, KEY, { holder: 'B' }), { outcome: 'won', record: undefined });
});

for (const [step, scenario, trace] of [
  ['reading', { faults: { get: { ms: 60_000 } } }, []],
  ['claiming', { faults: { claim: { ms: 60_000 } } }, ['0 cache.read uri-miss']],
  [
    'writing',
    { faults: { put: { ms: 60_000 } } },
    ['0 cache.read uri-miss', '0 cache.claim won', '0 load', '10000 cache.write failed'],
  ],
] as const) {
  test(`a deadline that passes while ${step} ends the look-up there, with the deadline's own error`, async () => {
    const seen = await lookUpOnce(scenario);
    assert.deepEqual(seen.trace, trace);
    assert(errorIn(seen) instanceof DeadlineExceeded);
    assert.equal(await seen.stored(), 'absent');
  });
}

test('what was stored is the answer, with when, for how long, and how long it took to get', async () => {
  const { clock, store } = await lookUpOnce({ ms: 200.4, faults: { get: { ms: 2.6 }, put: { ms: 4 } } });
  const storedAtMs = clock.epochMs() - clock.monotonicMs() + 203;
  assert.deepEqual(decodeEntry(await bytesIn(store, KEY)), {
    kind: 'entry',
    entry: {
      storedAtMs,
      asOfUs: (storedAtMs - 201) * 1000 + 600,
      lifetimeMs: 300_000,
      fetchMs: 200,
      value: NEW,
    },
  });
});

test('an entry is kept for its lifetime and the time it may be stale', async () => {
  const { clock, stored } = await lookUpOnce({});
  const keptMs = 3_900_000 - clock.monotonicMs();
  await clock.advance(keptMs);
  assert.equal(await stored(), NEW);
  await clock.advance(1);
  assert.equal(await stored(), 'absent');
});

test('events say what was wrong with a store, how old a hit was, and how many bytes were written', async () => {
  const { events: broken } = await lookUpOnce({ faults: { get: { ms: 7, error: down } } });
  assert.deepEqual(broken[0], {
    type: 'cache.read',
    outcome: 'bypass',
    isInvalidated: undefined,
    durationMs: 7,
    ageSeconds: undefined,
    cause: down,
  });
  const { events: old } = await lookUpOnce({ stored: { ageMs: 12_345 } });
  assert.deepEqual(
    old.map((event) => ('ageSeconds' in event ? event.ageSeconds : undefined)),
    [12, 12],
  );
  const { events } = await lookUpOnce({
    stored: Buffer.from('?'),
    faults: { claim: { ms: 3 }, put: { ms: 5, error: down } },
  });
  const [unreadable, claim, unwritten] = events;
  assert(unreadable?.type === 'cache.read' && claim?.type === 'cache.claim');
  assert.equal(unreadable.cause, 'no version 3 header');
  assert.equal(claim.durationMs, 3);
  assert(unwritten?.type === 'cache.write');
  assert.deepEqual([unwritten.cause, unwritten.durationMs], [down, 5]);
  assert(unwritten.bytes > NEW.length && unwritten.bytes < NEW.length + 80);
});
