import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyStore } from '../../support/every-store.ts';
import { acquireIn, NEVER, NOTHING, put } from '../../support/stored.ts';

const ACQUIRED = { outcome: 'acquired', failure: undefined };
const HELD = { outcome: 'held' };
const LONG_MS = 1_200_000;
const SHORT_MS = 600_000;

everyStore('leases', ({ store, pass }) => {
  const acquire = (key: string, holder: string, termMs = LONG_MS, seen = NOTHING) =>
    acquireIn(store(), key, { seen, holder, termMs });
  const extend = (key: string, holder: string, termMs: number) =>
    store().extendLease(key, { holder, termMs }, NEVER);
  const release = (key: string, holder: string) => store().releaseLease(key, holder, NEVER);

  test('the first attempt acquires the lease, and later attempts find it held', async () => {
    assert.deepEqual(await acquire('first', 'A'), ACQUIRED);
    assert.deepEqual(await acquire('first', 'B'), HELD);
    assert.deepEqual(await acquire('other key', 'B'), ACQUIRED);
  });

  test('one of many concurrent attempts acquires the lease', async () => {
    const holders = Array.from({ length: 20 }, (_, index) => `holder ${index}`);
    const outcomes = await Promise.all(
      holders.map(async (holder) => (await acquire('race', holder)).outcome),
    );
    assert.equal(outcomes.filter((outcome) => outcome === 'acquired').length, 1);
    assert.equal(outcomes.filter((outcome) => outcome === 'held').length, 19);
  });

  test('an attempt that is sent twice by the same holder acquires the lease', async () => {
    assert.deepEqual(await acquire('again', 'A'), ACQUIRED);
    assert.deepEqual(await acquire('again', 'A'), ACQUIRED);
    assert.deepEqual(await acquire('again', 'B'), HELD);
  });

  test('the lease can be acquired if the entry is unchanged since the read', async () => {
    await put(store(), 'seen', 'entry');
    assert.deepEqual(await acquire('seen', 'A', LONG_MS, Buffer.from('entry')), ACQUIRED);
  });

  test('an entry that has changed since the read is returned instead of the lease', async () => {
    await put(store(), 'changed', 'newer');
    for (const seen of [NOTHING, Buffer.from('old')])
      assert.deepEqual(await acquire('changed', 'A', LONG_MS, seen), {
        outcome: 'changed',
        bytes: Buffer.from('newer'),
      });
    assert.deepEqual(await acquire('changed', 'B', LONG_MS, Buffer.from('newer')), ACQUIRED);
  });

  test('an entry that was deleted since the read counts as changed', async () => {
    const seen = Buffer.from('old');
    assert.deepEqual(await acquire('gone', 'A', LONG_MS, seen), { outcome: 'changed', bytes: undefined });
  });

  test('a changed entry is returned while another holder has the lease', async () => {
    await acquire('both', 'A');
    await put(store(), 'both', 'newer');
    assert.equal((await acquire('both', 'B')).outcome, 'changed');
  });

  test('a lease ends after its term and can then be acquired', async () => {
    await acquire('term', 'A', SHORT_MS);
    await pass(SHORT_MS);
    assert.deepEqual(await acquire('term', 'B'), ACQUIRED);
  });

  test('an extended lease outlives its first term', async () => {
    await acquire('extended', 'A', SHORT_MS);
    await extend('extended', 'A', LONG_MS);
    await pass(SHORT_MS);
    assert.deepEqual(await acquire('extended', 'B'), HELD);
  });

  test('a released lease can be acquired at once', async () => {
    await acquire('ended', 'A');
    await release('ended', 'A');
    assert.deepEqual(await acquire('ended', 'B'), ACQUIRED);
  });

  test('only the holder can extend or release a lease', async () => {
    await acquire('mine', 'A', SHORT_MS);
    await release('mine', 'B');
    assert.deepEqual(await acquire('mine', 'B'), HELD);
    await extend('mine', 'B', LONG_MS);
    await pass(SHORT_MS);
    assert.deepEqual(await acquire('mine', 'B'), ACQUIRED);
  });

  test('a lease that has ended cannot be extended by its former holder', async () => {
    await extend('late', 'A', LONG_MS);
    assert.deepEqual(await acquire('late', 'B'), ACQUIRED);
    await release('late', 'A');
    assert.deepEqual(await acquire('late', 'C'), HELD);
  });

  test('storing an entry releases the lease of its writer only', async () => {
    await acquire('put', 'A');
    await put(store(), 'put', 'x', { holder: 'B' });
    const seen = Buffer.from('x');
    assert.deepEqual(await acquire('put', 'B', LONG_MS, seen), HELD);
    await put(store(), 'put', 'y', { holder: undefined, seen });
    assert.deepEqual(await acquire('put', 'B', LONG_MS, Buffer.from('y')), HELD);
    await put(store(), 'put', 'z', { holder: 'A', seen: Buffer.from('y') });
    assert.deepEqual(await acquire('put', 'B', LONG_MS, Buffer.from('z')), ACQUIRED);
  });

  test('storing a superseded entry releases the lease', async () => {
    await acquire('superseded', 'A');
    await put(store(), 'superseded', 'newer');
    assert.equal(await put(store(), 'superseded', 'late', { holder: 'A' }), false);
    assert.deepEqual(await acquire('superseded', 'B', LONG_MS, Buffer.from('newer')), ACQUIRED);
  });
});
