import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewFailure } from '../../../lambda/cache/store.ts';
import { everyStore } from '../../support/every-store.ts';
import { bytesIn, claimIn, NEVER, NOTHING, put } from '../../support/stored.ts';

const RECORD = Buffer.from([0, 10, 13, 255, 128, 200]);
const WINDOW_MS = 600_000;
const SHORT_MS = 300_000;

everyStore('failures', ({ store, pass }) => {
  const claim = (key: string, holder: string, seen = NOTHING) => claimIn(store(), key, { seen, holder });
  const fail = (key: string, holder: string, over: Partial<NewFailure> = {}) =>
    store().fail(key, { holder, record: RECORD, windowMs: WINDOW_MS, dropsEntry: false, ...over }, NEVER);

  test('a failure answers every claim within its window, with its record and what is left of it', async () => {
    await claim('failed', 'A');
    await fail('failed', 'A');
    for (const holder of ['A', 'B']) {
      const { leftMs, ...rest } = { leftMs: 0, ...(await claim('failed', holder)) };
      assert.deepEqual(rest, { outcome: 'failed', record: RECORD, changedAtUs: 0 });
      assert.ok(leftMs > 0 && leftMs <= WINDOW_MS, `${leftMs} ms`);
    }
  });

  test('after the window the first who claims wins, and is told of the failure before', async () => {
    await claim('over', 'A');
    await fail('over', 'A', { windowMs: SHORT_MS });
    await pass(SHORT_MS);
    assert.deepEqual(await claim('over', 'B'), { outcome: 'won', record: RECORD });
    assert.deepEqual(await claim('over', 'C'), { outcome: 'held' });
  });

  test('a failure without a window ends the lease, and is only told to the next', async () => {
    await claim('no window', 'A');
    await fail('no window', 'A', { windowMs: 0 });
    assert.deepEqual(await claim('no window', 'B'), { outcome: 'won', record: RECORD });
  });

  test('only who holds the lease can fail: neither who has lost it nor who never had it', async () => {
    await claim('mine', 'A');
    await fail('mine', 'B', { dropsEntry: true });
    assert.deepEqual(await claim('mine', 'B'), { outcome: 'held' });
    await put(store(), 'mine', 'entry', { holder: 'A' });
    await fail('mine', 'A', { dropsEntry: true });
    const seen = Buffer.from('entry');
    assert.deepEqual(await claim('mine', 'B', seen), { outcome: 'won', record: undefined });
  });

  test('a failure leaves the entry, unless it says that the entry is no longer so', async () => {
    const seen = Buffer.from('entry');
    await put(store(), 'kept', 'entry', { keptMs: 2 * WINDOW_MS });
    await claim('kept', 'A', seen);
    await fail('kept', 'A', { windowMs: SHORT_MS });
    assert.equal(String(await bytesIn(store(), 'kept')), 'entry');
    await pass(SHORT_MS);

    await claim('kept', 'B', seen);
    await fail('kept', 'B', { dropsEntry: true });
    assert.equal(await bytesIn(store(), 'kept'), undefined);
    const stored = { bytes: undefined, changedAtUs: 0 };
    assert.deepEqual(await claim('kept', 'C', seen), { outcome: 'changed', stored });
    assert.equal((await claim('kept', 'C')).outcome, 'failed');
  });

  test('who ignores a failure claims as if there were none, and is told of it', async () => {
    await claim('ignored', 'A');
    await fail('ignored', 'A');
    const ignoring = (holder: string) => claimIn(store(), 'ignored', { holder, ignoresFailure: true });
    assert.deepEqual(await ignoring('B'), { outcome: 'won', record: RECORD });
    assert.deepEqual(await ignoring('C'), { outcome: 'held' });
  });

  test('an entry that is put makes the failures before it forgotten', async () => {
    await claim('mended', 'A');
    await fail('mended', 'A');
    await put(store(), 'mended', 'entry');
    const seen = Buffer.from('entry');
    assert.deepEqual(await claim('mended', 'B', seen), { outcome: 'won', record: undefined });
  });

  test('an entry that came too late changes nothing about a failure', async () => {
    await put(store(), 'late', 'entry');
    const seen = Buffer.from('entry');
    await claim('late', 'A', seen);
    await fail('late', 'A');
    assert.equal(await put(store(), 'late', 'late'), false);
    assert.equal((await claim('late', 'B', seen)).outcome, 'failed');
  });

  test('something newer than a failure is told first', async () => {
    await put(store(), 'newer', 'entry');
    await claim('newer', 'A', Buffer.from('entry'));
    await fail('newer', 'A');
    assert.equal((await claim('newer', 'B')).outcome, 'changed');
  });
});
