import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyStore } from '../../support/every-store.ts';
import { acquireIn, LEASE_REQUEST, NEVER, NOTHING, put } from '../../support/stored.ts';

everyStore('tags', ({ store }) => {
  const changedAtUs = async (...tags: string[]) => (await store().get('{m}entry', tags, NEVER)).changedAtUs;
  const nowUs = async () =>
    (await store().acquireLease(`{m}${performance.now()}`, LEASE_REQUEST, NEVER)).nowUs;

  test('a tag that was never invalidated has the time 0', async () => {
    assert.equal(await changedAtUs('{m}never', '{m}neither'), 0);
  });

  test('a tag has the store time of its invalidation', async () => {
    const before = await nowUs();
    await store().invalidateTags(['{m}set'], NEVER);
    const at = await changedAtUs('{m}never', '{m}set');
    assert.ok(before <= at && at <= (await nowUs()), `${before} ${at}`);
  });

  test('tags invalidated together have the same time, and a read returns the latest of its tags', async () => {
    await store().invalidateTags(['{m}a', '{m}b'], NEVER);
    const first = await changedAtUs('{m}a');
    assert.equal(await changedAtUs('{m}b'), first);
    await store().invalidateTags(['{m}b'], NEVER);
    assert.equal(await changedAtUs('{m}a'), first);
    assert.ok((await changedAtUs('{m}b', '{m}a')) > first);
  });

  test('a tag that is invalidated again has the later time', async () => {
    await store().invalidateTags(['{m}again'], NEVER);
    const first = await changedAtUs('{m}again');
    await store().invalidateTags(['{m}again'], NEVER);
    assert.ok((await changedAtUs('{m}again')) > first);
  });

  test('an entry is read with the latest change of its tags', async () => {
    await put(store(), '{m}both', 'value');
    await store().invalidateTags(['{m}of both'], NEVER);
    const { bytes, changedAtUs: at } = await store().get('{m}both', ['{m}of both'], NEVER);
    assert.equal(String(bytes), 'value');
    assert.ok(at > 0);
  });

  test('the replies "changed" and "failed" include the latest change of the tags', async () => {
    const tags = ['{m}never', '{m}set before'];
    await store().invalidateTags(['{m}set before'], NEVER);
    const at = await changedAtUs('{m}set before');
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

  test('a read of more than 100 tags returns the latest change', async () => {
    const tags = Array.from({ length: 101 }, (_, index) => `{m}many ${index}`);
    await store().invalidateTags(tags.slice(100), NEVER);
    assert.ok((await changedAtUs(...tags)) > 0);
    assert.equal(await changedAtUs(...tags.slice(0, 100)), 0);
    assert.equal((await acquireIn(store(), '{m}many', { tags })).outcome, 'acquired');
  });
});
