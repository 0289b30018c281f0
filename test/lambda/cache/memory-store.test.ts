import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore } from '../../../lambda/cache/memory-store.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { acquireIn, bytesIn, failureOf, NEVER, put, versionsOf } from '../../support/stored.ts';

test('evicts the least recently used entry beyond maxEntries', async () => {
  const store = createMemoryStore(
    { maxEntries: 2, maxBytes: 1000, maxKeptMs: 86_400_000 },
    createFakeClock(),
  );
  for (const key of ['a', 'b']) await put(store, key, key);
  await bytesIn(store, 'a');
  await put(store, 'c', 'c');
  const kept = await Promise.all(['a', 'b', 'c'].map(async (key) => String(await bytesIn(store, key))));
  assert.deepEqual(kept, ['a', 'undefined', 'c']);
});

test('counts the bytes of values and keys towards maxBytes', async () => {
  const store = createMemoryStore(
    { maxEntries: 100, maxBytes: 10, maxKeptMs: 86_400_000 },
    createFakeClock(),
  );
  await put(store, 'a', Buffer.alloc(9));
  assert.equal((await bytesIn(store, 'a'))?.byteLength, 9);
  await put(store, 'b', Buffer.alloc(10));
  assert.equal(await bytesIn(store, 'b'), undefined);
});

test('entries and leases include their last millisecond; back-offs exclude it', async () => {
  const clock = createFakeClock();
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000, maxKeptMs: 86_400_000 }, clock);
  const acquire = async (key: string) =>
    (await acquireIn(store, key, { holder: `${clock.monotonicMs()}`, termMs: 50 })).outcome;
  await put(store, 'entry', 'x', { keptMs: 50 });
  await acquire('lease');
  await acquire('failure');
  await store.putFailure('failure', failureOf({ holder: '0', windowMs: 50 }), NEVER);

  await clock.advance(49);
  const before = [await bytesIn(store, 'entry'), await acquire('lease'), await acquire('failure')];
  assert.deepEqual(before.map(String), ['x', 'held', 'failed']);
  await clock.advance(1);
  assert.equal(await acquire('failure'), 'acquired');
  await clock.advance(1);
  const after = [await bytesIn(store, 'entry'), await acquire('lease')];
  assert.deepEqual(after.map(String), ['undefined', 'acquired']);
});

test('keeps no entry longer than maxKeptMs', async () => {
  const clock = createFakeClock();
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000, maxKeptMs: 50 }, clock);
  await put(store, 'stored', 'x', { keptMs: 60_000 });
  store.copyEntry('copied', Buffer.from('x'));
  await clock.advance(51);
  assert.deepEqual([await bytesIn(store, 'stored'), await bytesIn(store, 'copied')], [undefined, undefined]);
});

test('an evicted tag has no version, so that an entry that depends on it cannot look fresh', async () => {
  const store = createMemoryStore({ maxEntries: 1, maxBytes: 1000, maxKeptMs: 50 }, createFakeClock());
  const [first] = await versionsOf(store, ['a']);
  await versionsOf(store, ['b', 'c', 'd', 'e']);
  assert.deepEqual((await store.get('key', ['a'], NEVER)).versions, [undefined]);
  assert.notDeepEqual(await versionsOf(store, ['a']), [first]);
});

test('copying takes over the entry and the versions of the tags, also that there are none', async () => {
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000, maxKeptMs: 50 }, createFakeClock());
  const stored = { bytes: Buffer.from('entry'), versions: [Buffer.from('1'), undefined] };
  store.copy('key', ['a', 'b'], stored);
  assert.deepEqual(await store.get('key', ['a', 'b'], NEVER), stored);
  const gone = { bytes: undefined, versions: [undefined, Buffer.from('2')] };
  store.copy('key', ['a', 'b'], gone);
  assert.deepEqual(await store.get('key', ['a', 'b'], NEVER), gone);
});

test('copying the same entry again restarts its time to live and keeps the first copy', async () => {
  const clock = createFakeClock();
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000, maxKeptMs: 50 }, clock);
  const socketBuffer = Buffer.from('entry and what came after it');
  store.copyEntry('key', socketBuffer.subarray(0, 5));
  const first = await bytesIn(store, 'key');
  await clock.advance(40);
  store.copyEntry('key', Buffer.from('entry'));
  await clock.advance(40);
  assert.equal(await bytesIn(store, 'key'), first);
  assert.equal(first?.buffer.byteLength, 5, 'in memory of its own');
});
