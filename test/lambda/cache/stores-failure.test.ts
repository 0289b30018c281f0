import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewFailure } from '../../../lambda/cache/store.ts';
import { everyStore } from '../../support/every-store.ts';
import { acquireIn, bytesIn, NEVER, NOTHING, put } from '../../support/stored.ts';

const RECORD = Buffer.from([0, 10, 13, 255, 128, 200]);
const WINDOW_MS = 600_000;
const SHORT_MS = 300_000;

everyStore('failures', ({ store, pass }) => {
  const acquire = (key: string, holder: string, seen = NOTHING) => acquireIn(store(), key, { seen, holder });
  const fail = (key: string, holder: string, over: Partial<NewFailure> = {}) =>
    store().putFailure(
      key,
      { holder, record: RECORD, windowMs: WINDOW_MS, dropsEntry: false, ...over },
      NEVER,
    );

  test('during the back-off every attempt to acquire the lease returns the failure and the time left', async () => {
    await acquire('failed', 'A');
    await fail('failed', 'A');
    for (const holder of ['A', 'B']) {
      const { leftMs, ...rest } = { leftMs: 0, ...(await acquire('failed', holder)) };
      assert.deepEqual(rest, { outcome: 'failed', record: RECORD, changedAtUs: 0 });
      assert.ok(leftMs > 0 && leftMs <= WINDOW_MS, `${leftMs} ms`);
    }
  });

  test('after the back-off the first attempt acquires the lease and returns the failure record', async () => {
    await acquire('over', 'A');
    await fail('over', 'A', { windowMs: SHORT_MS });
    await pass(SHORT_MS);
    assert.deepEqual(await acquire('over', 'B'), { outcome: 'acquired', record: RECORD });
    assert.deepEqual(await acquire('over', 'C'), { outcome: 'held' });
  });

  test('a failure without a back-off releases the lease and gives its record to the next holder', async () => {
    await acquire('no window', 'A');
    await fail('no window', 'A', { windowMs: 0 });
    assert.deepEqual(await acquire('no window', 'B'), { outcome: 'acquired', record: RECORD });
  });

  test('only the holder of the lease can store a failure', async () => {
    await acquire('mine', 'A');
    await fail('mine', 'B', { dropsEntry: true });
    assert.deepEqual(await acquire('mine', 'B'), { outcome: 'held' });
    await put(store(), 'mine', 'entry', { holder: 'A' });
    await fail('mine', 'A', { dropsEntry: true });
    const seen = Buffer.from('entry');
    assert.deepEqual(await acquire('mine', 'B', seen), { outcome: 'acquired', record: undefined });
  });

  test('only a definitive failure deletes the entry', async () => {
    const seen = Buffer.from('entry');
    await put(store(), 'kept', 'entry', { keptMs: 2 * WINDOW_MS });
    await acquire('kept', 'A', seen);
    await fail('kept', 'A', { windowMs: SHORT_MS });
    assert.equal(String(await bytesIn(store(), 'kept')), 'entry');
    await pass(SHORT_MS);

    await acquire('kept', 'B', seen);
    await fail('kept', 'B', { dropsEntry: true });
    assert.equal(await bytesIn(store(), 'kept'), undefined);
    const stored = { bytes: undefined, changedAtUs: 0 };
    assert.deepEqual(await acquire('kept', 'C', seen), { outcome: 'changed', stored });
    assert.equal((await acquire('kept', 'C')).outcome, 'failed');
  });

  test('an attempt that ignores failures acquires the lease and returns the failure record', async () => {
    await acquire('ignored', 'A');
    await fail('ignored', 'A');
    const ignoring = (holder: string) => acquireIn(store(), 'ignored', { holder, ignoresFailure: true });
    assert.deepEqual(await ignoring('B'), { outcome: 'acquired', record: RECORD });
    assert.deepEqual(await ignoring('C'), { outcome: 'held' });
  });

  test('storing an entry deletes the remembered failure', async () => {
    await acquire('mended', 'A');
    await fail('mended', 'A');
    await put(store(), 'mended', 'entry');
    const seen = Buffer.from('entry');
    assert.deepEqual(await acquire('mended', 'B', seen), { outcome: 'acquired', record: undefined });
  });

  test('a superseded entry does not delete the remembered failure', async () => {
    await put(store(), 'late', 'entry');
    const seen = Buffer.from('entry');
    await acquire('late', 'A', seen);
    await fail('late', 'A');
    assert.equal(await put(store(), 'late', 'late'), false);
    assert.equal((await acquire('late', 'B', seen)).outcome, 'failed');
  });

  test('a newer entry takes precedence over a remembered failure', async () => {
    await put(store(), 'newer', 'entry');
    await acquire('newer', 'A', Buffer.from('entry'));
    await fail('newer', 'A');
    assert.equal((await acquire('newer', 'B')).outcome, 'changed');
  });
});
