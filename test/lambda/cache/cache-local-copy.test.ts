import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import {
  BYPASS,
  type Container,
  createCacheHarness,
  errorIn,
  hit,
  miss,
  NEW,
  resultIn,
  stale,
  TAGS,
} from '../../support/cache-harness.ts';
import { NEVER } from '../../support/stored.ts';

const down = new StoreUnavailable('Redis did not reply within 250 ms');
const unavailable = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
const OPERATIONS = ['get', 'acquireLease', 'extendLease', 'releaseLease', 'putEntry', 'putFailure'] as const;

function loseStore({ faults }: Container): void {
  for (const operation of OPERATIONS) faults[operation] = { error: down };
}

function findStore({ faults }: Container): void {
  for (const operation of OPERATIONS) faults[operation] = undefined;
}

/** A container that has read a fresh entry of 12 s before the store became unavailable. */
async function copyThenLoseStore(ageMs = 12_000) {
  const harness = await createCacheHarness({ stored: { ageMs }, keepsCopies: true });
  const a = harness.container('A');
  await a.request({ error: unavailable });
  loseStore(a);
  return { ...harness, a };
}

const countFetches = (trace: readonly string[]) =>
  trace.filter((line) => / fetch( once)?$/.test(line)).length;

test('within its TTL a copy is a hit, and no request goes to the origin', async () => {
  const { clock, a, trace } = await copyThenLoseStore();
  assert.deepEqual(resultIn(await a.request()), { ...hit(12), isLocal: true });
  await clock.advance(287_999);
  assert.deepEqual(resultIn(await a.request()), { ...hit(299), isLocal: true });
  assert.equal(countFetches(trace), 0);
  assert.deepEqual(trace.slice(-2), ['287999 A: cache.read bypass', '287999 A: cache.result hit']);
});

test('after its TTL a copy is the fallback, and a failure is remembered', async () => {
  const { clock, a, trace } = await copyThenLoseStore();
  await clock.advance(300_000);
  for (let count = 0; count < 3; count++)
    assert.deepEqual(resultIn(await a.request({ error: unavailable })), {
      ...stale(312, 'genesys_unavailable'),
      isLocal: true,
    });
  assert.equal(countFetches(trace), 1);
});

test('what is fetched meanwhile is copied: one fetch per container and TTL', async () => {
  const { clock, a, container, trace } = await copyThenLoseStore();
  await clock.advance(300_000);
  assert.deepEqual(resultIn(await a.request()), BYPASS);
  await clock.advance(299_000);
  assert.partialDeepStrictEqual(resultIn(await a.request()), { outcome: 'hit', value: NEW, isLocal: true });
  assert.equal(countFetches(trace), 1);
  const b = container('B');
  loseStore(b);
  assert.deepEqual(resultIn(await b.request()), BYPASS);
  assert.equal(countFetches(trace), 2);
});

test('concurrent requests without the store share one fetch', async () => {
  const { container, clock, trace } = await createCacheHarness({ keepsCopies: true });
  const a = container('A');
  loseStore(a);
  const [first, second] = [a.request({ ms: 200 }), a.request({ ms: 200 })];
  await clock.advance(200);
  assert.deepEqual(resultIn(await first), BYPASS);
  assert.deepEqual(resultIn(await second), {
    outcome: 'collapsed',
    value: NEW,
    ageSeconds: 0,
    forward: 'bypass',
  });
  assert.equal(countFetches(trace), 1);
});

test('a copy is not used while the store replies, even if the store has lost the entry', async () => {
  const { a, store, clock } = await copyThenLoseStore();
  findStore(a);
  await store.invalidateTags(TAGS, NEVER);
  await clock.advance(1);
  assert.deepEqual(resultIn(await a.request()), miss('stale'));
});

test('a copy is not fresh after an invalidation that its container has seen, in whichever entry it saw it', async () => {
  const { a, store, clock } = await copyThenLoseStore();
  findStore(a);
  await store.invalidateTags(TAGS, NEVER);
  // The request sees the new versions of the tags but gets no newer entry.
  assert.equal(resultIn(await a.request({ error: unavailable })).outcome, 'stale');
  loseStore(a);
  await clock.advance(10_000);
  assert.deepEqual(resultIn(await a.request()), BYPASS);
});

test('a failure that deletes the entry deletes the copy', async () => {
  const { container, store, clock } = await createCacheHarness({
    stored: { ageMs: 312_000 },
    keepsCopies: true,
    policy: { negativeSeconds: 0 },
  });
  const a = container('A');
  const missing = new DataActionError('genesys_not_found', 'Genesys has no such resource');
  assert.equal(errorIn(await a.request({ error: missing })), missing);
  loseStore(a);
  await clock.advance(1);
  assert.equal(errorIn(await a.request({ error: unavailable })), unavailable);
  assert.equal((await store.get('key', [], NEVER)).bytes, undefined);
});

test('an entry that could not be stored is copied', async () => {
  const { container } = await createCacheHarness({ keepsCopies: true });
  const a = container('A');
  a.faults.putEntry = { error: down };
  assert.deepEqual(resultIn(await a.request()), miss('uri-miss', 'failed'));
  loseStore(a);
  assert.partialDeepStrictEqual(resultIn(await a.request()), { outcome: 'hit', value: NEW, isLocal: true });
});

test('a store that fails after the read leaves the entry that was read as the fallback', async () => {
  for (const keepsCopies of [true, false]) {
    const { container } = await createCacheHarness({ stored: { ageMs: 312_000 }, keepsCopies });
    const a = container('A');
    a.faults.acquireLease = { error: down };
    assert.deepEqual(resultIn(await a.request({ error: unavailable })), {
      ...stale(312, 'genesys_unavailable'),
      isLocal: true,
    });
  }
});

test('after a lease that the store refused, a newer entry that is read replaces the copy', async () => {
  const { container, clock } = await createCacheHarness({ stored: { ageMs: 290_000 }, keepsCopies: true });
  const [a, b] = [container('A'), container('B')];
  assert.equal(resultIn(await a.request()).outcome, 'hit');
  await clock.advance(20_000);
  a.faults.acquireLease = { error: down };
  assert.equal(resultIn(await a.request({ error: unavailable })).outcome, 'stale');
  assert.equal(resultIn(await b.request()).outcome, 'miss');
  assert.partialDeepStrictEqual(resultIn(await a.request()), { outcome: 'hit', value: NEW });
  loseStore(a);
  await clock.advance(1);
  assert.partialDeepStrictEqual(resultIn(await a.request()), { outcome: 'hit', value: NEW, isLocal: true });
});

test('without copies, an unavailable store makes each request fetch', async () => {
  const { container, trace } = await createCacheHarness({ stored: { ageMs: 12_000 } });
  const a = container('A');
  assert.equal(resultIn(await a.request()).outcome, 'hit');
  loseStore(a);
  for (let count = 0; count < 2; count++) assert.deepEqual(resultIn(await a.request()), BYPASS);
  assert.equal(countFetches(trace), 2);
});

test('a copy is used for an hour after it was last read from the store', async () => {
  const { clock, a } = await copyThenLoseStore();
  await clock.advance(3_600_001);
  assert.equal(errorIn(await a.request({ error: unavailable })), unavailable);
});
