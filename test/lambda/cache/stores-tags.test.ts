import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { tagsOf } from '../../../lambda/cache/keys.ts';
import { everyStore } from '../../support/every-store.ts';
import { acquireIn, failureOf, LEASE_REQUEST, NEVER, put, versionsOf } from '../../support/stored.ts';

everyStore('tags', ({ store }) => {
  const read = async (...tags: string[]) => (await store().get('{m}entry', tags, NEVER)).versions.map(String);
  const create = async (...tags: string[]) => (await versionsOf(store(), tags)).map(String);

  test('a tag has no version before an entry depends on it', async () => {
    assert.deepEqual(await read('{m}never', '{m}neither'), ['undefined', 'undefined']);
    await store().invalidateTags(['{m}never'], NEVER);
    assert.deepEqual(await read('{m}never'), ['undefined']);
  });

  test('requesting a lease creates the tags that are missing and keeps the others', async () => {
    const [first] = await create('{m}first');
    const both = await create('{m}first', '{m}second');
    assert.equal(both[0], first);
    assert.notEqual(both[1], 'undefined');
    assert.deepEqual(await read('{m}first', '{m}second'), both);
  });

  test('an entry may have as many tags as a request can name ids, all within the 3,999 arguments of a serverless cache', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `ef871c05-3104-464f-a268-17ded0a2${index + 1000}`);
    const { invalidatedBy } = dataActions.get('queues')?.parse({ queueIds: ids.join() }) ?? assert.fail();
    const tags = tagsOf('queues', invalidatedBy);
    assert.equal(tags.length, 101);
    const created = await create(...tags);
    assert.deepEqual(await read(...tags), created);
    await store().invalidateTags(tags.slice(-1), NEVER);
    assert.deepEqual((await read(...tags)).slice(0, -1), created.slice(0, -1));
    assert.notEqual((await read(...tags)).at(-1), created.at(-1));
  });

  test('an invalidated tag has a version that it never had', async () => {
    const seen = new Set(await create('{m}again', '{m}other'));
    for (let times = 1; times <= 3; times++) {
      await store().invalidateTags(['{m}again'], NEVER);
      seen.add((await read('{m}again'))[0] ?? '');
    }
    assert.equal(seen.size, 4, 'one version for both tags, and one for each invalidation');
    assert.ok(!seen.has('undefined'));
  });

  test('an entry is read with the versions of its tags, in their order', async () => {
    await put(store(), '{m}both', 'value');
    const created = [...(await create('{m}of both')), ...(await create('{m}of both too'))];
    const { bytes, versions } = await store().get('{m}both', ['{m}of both', '{m}of both too'], NEVER);
    assert.equal(String(bytes), 'value');
    assert.deepEqual(versions.map(String), created);
  });

  test('every reply to a request for the lease has the versions of all tags', async () => {
    const tags = ['{m}created by the request', '{m}created before'];
    const [before] = await create('{m}created before');
    const acquire = async (key: string, holder: string) => {
      const { outcome, versions } = await store().acquireLease(
        key,
        { ...LEASE_REQUEST, holder, tags },
        NEVER,
      );
      return { outcome, versions: versions.map(String) };
    };
    const replies = [await acquire('{m}reply', 'A'), await acquire('{m}reply', 'B')];
    await put(store(), '{m}changed', 'newer');
    replies.push(await acquire('{m}changed', 'C'));
    await store().putFailure('{m}reply', failureOf({ holder: 'A' }), NEVER);
    replies.push(await acquire('{m}reply', 'D'));
    assert.deepEqual(
      replies.map(({ outcome }) => outcome),
      ['acquired', 'held', 'changed', 'failed'],
    );
    for (const { versions } of replies) assert.deepEqual(versions, await read(...tags));
    assert.equal(replies[0]?.versions[1], before);
  });

  test('a read of more than 100 tags returns every version', async () => {
    const tags = Array.from({ length: 101 }, (_, index) => `{m}many ${index}`);
    assert.equal((await read(...tags)).length, 101);
    assert.equal((await acquireIn(store(), '{m}many', { tags })).outcome, 'acquired');
    assert.ok((await read(...tags)).every((version) => version === LEASE_REQUEST.holder));
  });
});
