import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyStore } from '../../support/every-store.ts';
import { acquireIn, LEASE_REQUEST, NEVER, NOTHING, put } from '../../support/stored.ts';

everyStore('tags', ({ store }) => {
  const changedAtUs = async (...tags: string[]) => (await store().get('{m}entry', tags, NEVER)).changedAtUs;
  const nowUs = async () =>
    (await store().acquireLease(`{m}${performance.now()}`, LEASE_REQUEST, NEVER)).nowUs;

  test('what was never marked has not changed', async () => {
    assert.equal(await changedAtUs('{m}never', '{m}neither'), 0);
  });

  test('a marker tells when it was set, by the clock of claims', async () => {
    const before = await nowUs();
    await store().invalidateTags(['{m}set'], NEVER);
    const at = await changedAtUs('{m}never', '{m}set');
    assert.ok(before <= at && at <= (await nowUs()), `${before} ${at}`);
  });

  test('several tags are set at one time, and the latest of those that are read counts', async () => {
    await store().invalidateTags(['{m}a', '{m}b'], NEVER);
    const first = await changedAtUs('{m}a');
    assert.equal(await changedAtUs('{m}b'), first);
    await store().invalidateTags(['{m}b'], NEVER);
    assert.equal(await changedAtUs('{m}a'), first);
    assert.ok((await changedAtUs('{m}b', '{m}a')) > first);
  });

  test('a marker that is set again tells of the last time', async () => {
    await store().invalidateTags(['{m}again'], NEVER);
    const first = await changedAtUs('{m}again');
    await store().invalidateTags(['{m}again'], NEVER);
    assert.ok((await changedAtUs('{m}again')) > first);
  });

  test('an entry comes with what its tags say', async () => {
    await put(store(), '{m}both', 'value');
    await store().invalidateTags(['{m}of both'], NEVER);
    const { bytes, changedAtUs: at } = await store().get('{m}both', ['{m}of both'], NEVER);
    assert.equal(String(bytes), 'value');
    assert.ok(at > 0);
  });

  test('a claim that finds something else is told what its tags say, and so is one that finds a failure', async () => {
    const tags = ['{m}never', '{m}claimed'];
    await store().invalidateTags(['{m}claimed'], NEVER);
    const at = await changedAtUs('{m}claimed');
    await put(store(), '{m}changed', 'newer');
    assert.deepEqual(await acquireIn(store(), '{m}changed', { tags }), {
      outcome: 'changed',
      stored: { bytes: Buffer.from('newer'), changedAtUs: at },
    });

    await acquireIn(store(), '{m}failed', { tags });
    const failure = { holder: LEASE_REQUEST.holder, record: NOTHING, windowMs: 60_000, dropsEntry: false };
    await store().putFailure('{m}failed', failure, NEVER);
    assert.partialDeepStrictEqual(await acquireIn(store(), '{m}failed', { tags }), {
      outcome: 'failed',
      changedAtUs: at,
    });
  });

  test('as many tags as a question has ids are read at once', async () => {
    const tags = Array.from({ length: 101 }, (_, index) => `{m}many ${index}`);
    await store().invalidateTags(tags.slice(100), NEVER);
    assert.ok((await changedAtUs(...tags)) > 0);
    assert.equal(await changedAtUs(...tags.slice(0, 100)), 0);
    assert.equal((await acquireIn(store(), '{m}many', { tags })).outcome, 'acquired');
  });
});
