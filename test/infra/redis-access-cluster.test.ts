import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { accessString, type CacheUser, NO_ACCESS } from '../../infra/redis-access.ts';
import { createCacheKey, tagsToInvalidate } from '../../lambda/cache/keys.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { openRedisStore } from '../support/redis-store.ts';
import { acquireIn, bytesIn, LEASE_REQUEST, NEVER, put } from '../support/stored.ts';

const createKey = createCacheKey({ apiUrl: 'https://api.mypurecloud.ie', client: 'client' });
const KEYS = [1, 2, 3, 4, 5, 6].map((page) => createKey({ action: 'queues', version: 1, input: { page } }));
const TAGS = tagsToInvalidate('queues', { action: 'queues' });

/** Starts a cluster with both users of the stack on every node. The returned function opens a store as one of them. */
async function startCluster(t: TestContext) {
  const cluster = await startRedisCluster();
  t.after(() => cluster[Symbol.asyncDispose]());
  for (const { url } of cluster.masters) {
    const admin = new Redis(url);
    for (const user of ['dataActions', 'invalidation'] as const)
      await admin.acl('SETUSER', user, '>secret', ...accessString(user, 'cluster').split(' '));
    await admin.acl('SETUSER', 'default', ...NO_ACCESS.split(' '));
    admin.disconnect();
  }
  return (user: CacheUser) => {
    const url = cluster.masters[0]?.url.replace('redis://', `redis://${user}:secret@`) ?? '';
    const env = { REDIS_URL: url, REDIS_MODE: 'cluster', REDIS_TIMEOUT_MS: '5000' };
    const { store } = openRedisStore(env);
    t.after(() => store.close());
    return store;
  };
}

test('on a cluster whose default user is off, each user can run its commands on every node', async (t) => {
  const open = await startCluster(t);
  const [store, invalidating] = [open('dataActions'), open('invalidation')];
  await store.ping(NEVER);
  const bytes = Buffer.from('value');
  for (const key of KEYS) {
    assert.equal((await acquireIn(store, key)).outcome, 'acquired');
    assert.equal(await put(store, key, bytes, { holder: LEASE_REQUEST.holder }), true);
    assert.deepEqual(await bytesIn(store, key), bytes);
  }
  await invalidating.invalidateTags(TAGS, NEVER);
  await assert.rejects(bytesIn(invalidating, KEYS[0] ?? ''), ({ cause }: Error) =>
    /^ReplyError: NOPERM/.test(String(cause)),
  );
});

test('ElastiCache accepts the access strings: they contain no password, no reset and no forbidden command', () => {
  const forbidden =
    /^\+(acl|bgrewriteaof|bgsave|config|debug|migrate|psync|replicaof|save|shutdown|slaveof|sync)(\||$)/;
  const strings = (['dataActions', 'invalidation'] as const).flatMap((user) =>
    (['standalone', 'cluster'] as const).map((mode) => accessString(user, mode)),
  );
  for (const rule of [...strings, NO_ACCESS].flatMap((text) => text.split(' '))) {
    assert.doesNotMatch(rule, /^([<>#!]|nopass$|reset$|resetpass$)/);
    assert.doesNotMatch(rule, forbidden);
  }
});
