import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeEntry, fingerprintOf } from '../../../lambda/cache/entry.ts';
import { everyStore } from '../../support/every-store.ts';
import { acquireIn, bytesIn, failureOf, LEASE_REQUEST, NEVER, NOTHING, put } from '../../support/stored.ts';

everyStore('entries', ({ store, pass }) => {
  const text = async (key: string) => (await bytesIn(store(), key))?.toString();

  test('reads undefined for a key that was never stored', async () => {
    assert.equal(await bytesIn(store(), 'absent'), undefined);
  });

  test('reads the bytes that were stored', async () => {
    const bytes = Buffer.from([0, 10, 13, 255, 128, 200]);
    assert.equal(await put(store(), 'bytes', bytes), true);
    assert.deepEqual(await bytesIn(store(), 'bytes'), bytes);
  });

  test('deletes an entry after its time to live', async () => {
    await put(store(), 'short', 'x', { keptMs: 1 });
    await pass(5);
    assert.equal(await bytesIn(store(), 'short'), undefined);
  });

  test('replaces an entry that is unchanged since the read', async () => {
    await put(store(), 'replaced', 'old');
    assert.equal(await put(store(), 'replaced', 'new', { seen: Buffer.from('old') }), true);
    assert.equal(await text('replaced'), 'new');
  });

  test('reports an entry as stored when its write is sent twice', async () => {
    for (let times = 1; times <= 2; times += 1)
      assert.equal(await put(store(), 'again', 'again', { holder: 'me' }), true);
    assert.equal(await text('again'), 'again');
  });

  test('does not replace an entry that was stored after the read', async () => {
    await put(store(), 'newer', 'newer');
    for (const seen of [Buffer.from('old'), NOTHING]) {
      assert.equal(await put(store(), 'newer', 'late', { seen }), false);
      assert.equal(await text('newer'), 'newer');
    }
  });

  test('stores an entry if the previous one was deleted since the read', async () => {
    assert.equal(await put(store(), 'gone', 'new', { seen: Buffer.from('old') }), true);
    assert.equal(await text('gone'), 'new');
  });

  test('recognises changed entries of any length by their fingerprints', async () => {
    const entry = {
      tagsVersion: '5f0c2a9be1d37a64',
      lifetimeMs: 300_000,
      fetchMs: 212,
      value: 'x'.repeat(10_000),
    };
    const [old, newer] = [0, 1].map((storedAtMs) => encodeEntry({ ...entry, storedAtMs }));
    assert(old && newer);
    await put(store(), 'long', old);
    assert.equal(await put(store(), 'long', newer, { seen: fingerprintOf(newer) }), false);
    assert.equal(await put(store(), 'long', newer, { seen: fingerprintOf(old) }), true);
    assert.deepEqual(await bytesIn(store(), 'long'), newer);
  });

  test('stores one of many concurrent writes that follow the same read', async () => {
    const puts = Array.from({ length: 20 }, (_, index) => put(store(), 'race', `writer ${index}`));
    assert.equal((await Promise.all(puts)).filter((isStored) => isStored).length, 1);
  });

  test('replies to a ping', async () => {
    await store().ping(NEVER);
  });

  test('rejects every operation whose signal is already aborted', async () => {
    const reason = new Error('given up');
    const aborted = AbortSignal.abort(reason);
    const entry = { bytes: Buffer.from('x'), keptMs: 1000, seen: NOTHING, holder: 'me' };
    for (const operation of [
      store().get('never', [], aborted),
      store().acquireLease('never', LEASE_REQUEST, aborted),
      store().extendLease('never', LEASE_REQUEST, aborted),
      store().releaseLease('never', 'me', aborted),
      store().putEntry('never', entry, aborted),
      store().putFailure('never', failureOf(), aborted),
      store().invalidateTags(['never'], aborted),
      store().ping(aborted),
    ])
      await assert.rejects(operation, (error) => error === reason);
    assert.deepEqual(await acquireIn(store(), 'never'), { outcome: 'acquired', failure: undefined });
  });
});
