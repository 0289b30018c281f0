import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewFailure } from '../../../lambda/cache/store.ts';
import { everyStore } from '../../support/every-store.ts';
import { acquireIn, bytesIn, failureOf, NEVER, NOTHING, put } from '../../support/stored.ts';

const RECORD = Buffer.from([0, 10, 13, 255, 128, 200]);
const WINDOW_MS = 600_000;
const SHORT_MS = 300_000;

/** The last failure, in the reply to the request that acquired the lease. */
function recordIn(reply: Awaited<ReturnType<typeof acquireIn>>): Buffer | undefined {
  assert(reply.outcome === 'acquired', reply.outcome);
  return reply.failure?.record;
}

everyStore('failures', ({ store, pass }) => {
  const acquire = (key: string, holder: string, seen = NOTHING) => acquireIn(store(), key, { seen, holder });
  const fail = (key: string, holder: string, over: Partial<NewFailure> = {}) =>
    store().putFailure(key, failureOf({ holder, record: RECORD, windowMs: WINDOW_MS, ...over }), NEVER);

  test('during the back-off every attempt to acquire the lease returns the failure and the time left', async () => {
    await acquire('failed', 'A');
    await fail('failed', 'A');
    for (const holder of ['A', 'B']) {
      const reply = await acquire('failed', holder);
      assert(reply.outcome === 'failed');
      assert.deepEqual(reply.failure.record, RECORD);
      const { leftMs } = reply.failure;
      assert.ok(leftMs > 0 && leftMs <= WINDOW_MS, `${leftMs} ms`);
    }
  });

  test('after the back-off the first attempt acquires the lease and returns the failure record', async () => {
    await acquire('over', 'A');
    await fail('over', 'A', { windowMs: SHORT_MS });
    await pass(SHORT_MS);
    assert.deepEqual(recordIn(await acquire('over', 'B')), RECORD);
    assert.deepEqual(await acquire('over', 'C'), { outcome: 'held' });
  });

  test('a failure is remembered after its back-off, which tells how long ago that ended', async () => {
    await acquire('memory', 'A');
    await fail('memory', 'A', { windowMs: SHORT_MS, memoryMs: SHORT_MS });
    await pass(SHORT_MS + SHORT_MS / 2);
    const reply = await acquireIn(store(), 'memory', { holder: 'B', termMs: 1 });
    assert(reply.outcome === 'acquired');
    const { leftMs = 0 } = reply.failure ?? {};
    assert.ok(leftMs <= -SHORT_MS / 2 && leftMs > -SHORT_MS, `${leftMs} ms`);
    await pass(SHORT_MS / 2);
    assert.equal(recordIn(await acquire('memory', 'C')), undefined);
  });

  test('a failure without a back-off releases the lease and gives its record to the next holder', async () => {
    await acquire('no window', 'A');
    await fail('no window', 'A', { windowMs: 0 });
    assert.deepEqual(recordIn(await acquire('no window', 'B')), RECORD);
  });

  test('only the holder of the lease can store a failure', async () => {
    await acquire('mine', 'A');
    await fail('mine', 'B', { dropsEntry: true });
    assert.deepEqual(await acquire('mine', 'B'), { outcome: 'held' });
    await put(store(), 'mine', 'entry', { holder: 'A' });
    await fail('mine', 'A', { dropsEntry: true });
    const seen = Buffer.from('entry');
    assert.deepEqual(recordIn(await acquire('mine', 'B', seen)), undefined);
  });

  test('only a definitive failure deletes the entry', async () => {
    const seen = Buffer.from('entry');
    await put(store(), 'kept', 'entry', { keptMs: 2 * WINDOW_MS });
    await acquire('kept', 'A', seen);
    await fail('kept', 'A', { seen, windowMs: SHORT_MS });
    assert.equal(String(await bytesIn(store(), 'kept')), 'entry');
    await pass(SHORT_MS);

    await acquire('kept', 'B', seen);
    await fail('kept', 'B', { seen, dropsEntry: true });
    assert.equal(await bytesIn(store(), 'kept'), undefined);
    assert.deepEqual(await acquire('kept', 'C', seen), { outcome: 'changed', bytes: undefined });
    assert.equal((await acquire('kept', 'C')).outcome, 'failed');
  });

  test('an attempt that ignores an outdated failure acquires the lease and returns its record', async () => {
    await acquire('ignored', 'A');
    await fail('ignored', 'A');
    const ignoring = (holder: string) => acquireIn(store(), 'ignored', { holder, outdatedFailure: RECORD });
    assert.deepEqual(recordIn(await ignoring('B')), RECORD);
    assert.deepEqual(await ignoring('C'), { outcome: 'held' });
  });

  test('an attempt that ignores an outdated failure does not ignore the next failure', async () => {
    await acquire('next', 'A');
    await fail('next', 'A', { record: Buffer.from('next') });
    assert.equal(
      (await acquireIn(store(), 'next', { holder: 'B', outdatedFailure: RECORD })).outcome,
      'failed',
    );
  });

  test('storing an entry deletes the remembered failure', async () => {
    await acquire('mended', 'A');
    await fail('mended', 'A');
    await put(store(), 'mended', 'entry');
    const seen = Buffer.from('entry');
    assert.deepEqual(recordIn(await acquire('mended', 'B', seen)), undefined);
  });

  test('a superseded entry does not delete the remembered failure', async () => {
    await put(store(), 'late', 'entry');
    const seen = Buffer.from('entry');
    await acquire('late', 'A', seen);
    await fail('late', 'A', { seen });
    assert.equal(await put(store(), 'late', 'late'), false);
    assert.equal((await acquire('late', 'B', seen)).outcome, 'failed');
  });

  test('a failure neither deletes nor outlives an entry that was stored during its fetch, but releases the lease', async () => {
    await acquire('during', 'A');
    await put(store(), 'during', 'entry');
    await fail('during', 'A', { dropsEntry: true });
    const seen = Buffer.from('entry');
    assert.equal(String(await bytesIn(store(), 'during')), 'entry');
    assert.equal(recordIn(await acquire('during', 'B', seen)), undefined);
  });

  test('a newer entry takes precedence over a remembered failure', async () => {
    const seen = Buffer.from('entry');
    await put(store(), 'newer', 'entry');
    await acquire('newer', 'A', seen);
    await fail('newer', 'A', { seen });
    assert.equal((await acquire('newer', 'B')).outcome, 'changed');
  });
});
