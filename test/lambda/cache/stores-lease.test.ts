import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyStore } from '../../support/every-store.ts';
import { claimIn, NEVER, NOTHING, put } from '../../support/stored.ts';

const WON = { outcome: 'won', record: undefined };
const HELD = { outcome: 'held' };
const LONG_MS = 1_200_000;
const SHORT_MS = 600_000;

everyStore('leases', ({ store, pass }) => {
  const claim = (key: string, holder: string, termMs = LONG_MS, seen = NOTHING) =>
    claimIn(store(), key, { seen, holder, termMs });
  const renew = (key: string, holder: string, termMs: number) =>
    store().renew(key, { holder, termMs }, NEVER);

  test('the first who claims wins, the others find the lease held', async () => {
    assert.deepEqual(await claim('first', 'A'), WON);
    assert.deepEqual(await claim('first', 'B'), HELD);
    assert.deepEqual(await claim('other key', 'B'), WON);
  });

  test('of many who claim at once, one wins', async () => {
    const holders = Array.from({ length: 20 }, (_, index) => `holder ${index}`);
    const outcomes = await Promise.all(holders.map(async (holder) => (await claim('race', holder)).outcome));
    assert.equal(outcomes.filter((outcome) => outcome === 'won').length, 1);
    assert.equal(outcomes.filter((outcome) => outcome === 'held').length, 19);
  });

  test('a claim that is sent again has won as before', async () => {
    assert.deepEqual(await claim('again', 'A'), WON);
    assert.deepEqual(await claim('again', 'A'), WON);
    assert.deepEqual(await claim('again', 'B'), HELD);
  });

  test('an entry that was seen is claimed like none', async () => {
    await put(store(), 'seen', 'entry');
    assert.deepEqual(await claim('seen', 'A', LONG_MS, Buffer.from('entry')), WON);
  });

  test('what has changed since it was seen is given instead, and no lease is taken', async () => {
    await put(store(), 'changed', 'newer');
    for (const seen of [NOTHING, Buffer.from('old')])
      assert.deepEqual(await claim('changed', 'A', LONG_MS, seen), {
        outcome: 'changed',
        stored: { bytes: Buffer.from('newer'), changedAtUs: 0 },
      });
    assert.deepEqual(await claim('changed', 'B', LONG_MS, Buffer.from('newer')), WON);
  });

  test('that an entry has gone is a change, too', async () => {
    const seen = Buffer.from('old');
    const stored = { bytes: undefined, changedAtUs: 0 };
    assert.deepEqual(await claim('gone', 'A', LONG_MS, seen), { outcome: 'changed', stored });
  });

  test('a change is told while the lease is held, too', async () => {
    await claim('both', 'A');
    await put(store(), 'both', 'newer');
    assert.equal((await claim('both', 'B')).outcome, 'changed');
  });

  test('a lease ends with its term, and the next who claims wins', async () => {
    await claim('term', 'A', SHORT_MS);
    await pass(SHORT_MS);
    assert.deepEqual(await claim('term', 'B'), WON);
  });

  test('a renewed lease outlives its first term', async () => {
    await claim('renewed', 'A', SHORT_MS);
    await renew('renewed', 'A', LONG_MS);
    await pass(SHORT_MS);
    assert.deepEqual(await claim('renewed', 'B'), HELD);
  });

  test('a renewal for 0 ms ends the lease', async () => {
    await claim('ended', 'A');
    await renew('ended', 'A', 0);
    assert.deepEqual(await claim('ended', 'B'), WON);
  });

  test('nobody else can renew or end a lease', async () => {
    await claim('mine', 'A', SHORT_MS);
    await renew('mine', 'B', 0);
    assert.deepEqual(await claim('mine', 'B'), HELD);
    await renew('mine', 'B', LONG_MS);
    await pass(SHORT_MS);
    assert.deepEqual(await claim('mine', 'B'), WON);
  });

  test('a lease that has ended is not renewed: whoever holds it by then keeps it', async () => {
    await renew('late', 'A', LONG_MS);
    assert.deepEqual(await claim('late', 'B'), WON);
    await renew('late', 'A', 0);
    assert.deepEqual(await claim('late', 'C'), HELD);
  });

  test("an entry that is put ends the lease of who put it, and nobody else's", async () => {
    await claim('put', 'A');
    await put(store(), 'put', 'x', { holder: 'B' });
    const seen = Buffer.from('x');
    assert.deepEqual(await claim('put', 'B', LONG_MS, seen), HELD);
    await put(store(), 'put', 'y', { holder: undefined, seen });
    assert.deepEqual(await claim('put', 'B', LONG_MS, Buffer.from('y')), HELD);
    await put(store(), 'put', 'z', { holder: 'A', seen: Buffer.from('y') });
    assert.deepEqual(await claim('put', 'B', LONG_MS, Buffer.from('z')), WON);
  });

  test('an entry that came too late ends the lease all the same', async () => {
    await claim('superseded', 'A');
    await put(store(), 'superseded', 'newer');
    assert.equal(await put(store(), 'superseded', 'late', { holder: 'A' }), false);
    assert.deepEqual(await claim('superseded', 'B', LONG_MS, Buffer.from('newer')), WON);
  });
});
