import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore } from '../../../lambda/cache/memory-store.ts';
import { FAILURE_MEMORY_MS } from '../../../lambda/cache/store.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { acquireIn, bytesIn, NEVER, NOTHING, put } from '../../support/stored.ts';

test('evicts the least recently used entry beyond maxEntries', async () => {
  const store = createMemoryStore({ maxEntries: 2, maxBytes: 1000 }, createFakeClock());
  for (const key of ['a', 'b']) await put(store, key, key);
  await bytesIn(store, 'a');
  await put(store, 'c', 'c');
  const kept = await Promise.all(['a', 'b', 'c'].map(async (key) => String(await bytesIn(store, key))));
  assert.deepEqual(kept, ['a', 'undefined', 'c']);
});

test('counts the bytes of values and keys towards maxBytes', async () => {
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 10 }, createFakeClock());
  await put(store, 'a', Buffer.alloc(9));
  assert.equal((await bytesIn(store, 'a'))?.byteLength, 9);
  await put(store, 'b', Buffer.alloc(10));
  assert.equal(await bytesIn(store, 'b'), undefined);
});

test('entries and leases include their last millisecond; back-offs exclude it', async () => {
  const clock = createFakeClock();
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000 }, clock);
  const acquire = async (key: string) =>
    (await acquireIn(store, key, { holder: `${clock.monotonicMs()}`, termMs: 50 })).outcome;
  await put(store, 'entry', 'x', { keptMs: 50 });
  await acquire('lease');
  await acquire('failure');
  const failure = { holder: '0', record: NOTHING, windowMs: 50, dropsEntry: false };
  await store.putFailure('failure', failure, NEVER);

  await clock.advance(49);
  const before = [await bytesIn(store, 'entry'), await acquire('lease'), await acquire('failure')];
  assert.deepEqual(before.map(String), ['x', 'held', 'failed']);
  await clock.advance(1);
  assert.equal(await acquire('failure'), 'acquired');
  await clock.advance(1);
  const after = [await bytesIn(store, 'entry'), await acquire('lease')];
  assert.deepEqual(after.map(String), ['undefined', 'acquired']);
});

test('a failure is remembered for a minute after its back-off', async () => {
  const clock = createFakeClock();
  const store = createMemoryStore({ maxEntries: 100, maxBytes: 1000 }, clock);
  const record = Buffer.from('record');
  const acquire = (holder: string) => acquireIn(store, 'key', { holder, termMs: 1 });
  await acquire('A');
  await store.putFailure('key', { holder: 'A', record, windowMs: 1000, dropsEntry: false }, NEVER);
  await clock.advance(1000 + FAILURE_MEMORY_MS - 1);
  assert.deepEqual(await acquire('B'), { outcome: 'acquired', record });
  await clock.advance(2);
  assert.deepEqual(await acquire('C'), { outcome: 'acquired', record: undefined });
});

test('the eviction of a tag counts as a change of every tag, so that no outdated entry looks fresh', async () => {
  const store = createMemoryStore({ maxEntries: 2, maxBytes: 1000 }, createFakeClock());
  await store.invalidateTags(['a'], NEVER);
  const { changedAtUs } = await store.get('key', ['a'], NEVER);
  assert.equal((await store.get('key', ['other'], NEVER)).changedAtUs, 0);
  await store.invalidateTags(['b', 'c'], NEVER);
  for (const tag of ['a', 'other'])
    assert.equal((await store.get('key', [tag], NEVER)).changedAtUs, changedAtUs, tag);
});
