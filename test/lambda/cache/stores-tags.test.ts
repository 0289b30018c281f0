import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyStore } from '../../support/every-store.ts';
import { CLAIM, claimIn, NEVER, NOTHING, put } from '../../support/stored.ts';

everyStore('markers', ({ store }) => {
  const changedAtUs = async (...markers: string[]) =>
    (await store().get('{m}entry', markers, NEVER)).changedAtUs;
  const nowUs = async () => (await store().claim(`{m}${performance.now()}`, CLAIM, NEVER)).nowUs;

  test('what was never marked has not changed', async () => {
    assert.equal(await changedAtUs('{m}never', '{m}neither'), 0);
  });

  test('a marker tells when it was set, by the clock of claims', async () => {
    const before = await nowUs();
    await store().mark(['{m}set'], NEVER);
    const at = await changedAtUs('{m}never', '{m}set');
    assert.ok(before <= at && at <= (await nowUs()), `${before} ${at}`);
  });

  test('several markers are set at one time, and the latest of those that are read counts', async () => {
    await store().mark(['{m}a', '{m}b'], NEVER);
    const first = await changedAtUs('{m}a');
    assert.equal(await changedAtUs('{m}b'), first);
    await store().mark(['{m}b'], NEVER);
    assert.equal(await changedAtUs('{m}a'), first);
    assert.ok((await changedAtUs('{m}b', '{m}a')) > first);
  });

  test('a marker that is set again tells of the last time', async () => {
    await store().mark(['{m}again'], NEVER);
    const first = await changedAtUs('{m}again');
    await store().mark(['{m}again'], NEVER);
    assert.ok((await changedAtUs('{m}again')) > first);
  });

  test('an entry comes with what its markers say', async () => {
    await put(store(), '{m}both', 'value');
    await store().mark(['{m}of both'], NEVER);
    const { bytes, changedAtUs: at } = await store().get('{m}both', ['{m}of both'], NEVER);
    assert.equal(String(bytes), 'value');
    assert.ok(at > 0);
  });

  test('a claim that finds something else is told what its markers say, and so is one that finds a failure', async () => {
    const markers = ['{m}never', '{m}claimed'];
    await store().mark(['{m}claimed'], NEVER);
    const at = await changedAtUs('{m}claimed');
    await put(store(), '{m}changed', 'newer');
    assert.deepEqual(await claimIn(store(), '{m}changed', { markers }), {
      outcome: 'changed',
      stored: { bytes: Buffer.from('newer'), changedAtUs: at },
    });

    await claimIn(store(), '{m}failed', { markers });
    const failure = { holder: CLAIM.holder, record: NOTHING, windowMs: 60_000, dropsEntry: false };
    await store().fail('{m}failed', failure, NEVER);
    assert.partialDeepStrictEqual(await claimIn(store(), '{m}failed', { markers }), {
      outcome: 'failed',
      changedAtUs: at,
    });
  });

  test('as many markers as a question has ids are read at once', async () => {
    const markers = Array.from({ length: 101 }, (_, index) => `{m}many ${index}`);
    await store().mark(markers.slice(100), NEVER);
    assert.ok((await changedAtUs(...markers)) > 0);
    assert.equal(await changedAtUs(...markers.slice(0, 100)), 0);
    assert.equal((await claimIn(store(), '{m}many', { markers })).outcome, 'won');
  });
});
