import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { type CacheStore, StoreUnavailable } from '../../../lambda/cache/store.ts';
import { LIMIT_FROM_MS } from '../../support/movable-clock.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { LONG_REDIS_TIMEOUT_MS, openRedisStore } from '../../support/redis-store.ts';
import { NEVER, versionsOf } from '../../support/stored.ts';
import { until } from '../../support/until.ts';

const TAG = 'dataaction:invalidated:{queues}';

function storeOn(t: TestContext, { url }: RedisServer) {
  const { store } = openRedisStore({ REDIS_URL: url });
  t.after(() => store.close());
  return store;
}

/** A store with the shortest timeout that does not pass by itself. Redis waits for 40 % of it, in real time. */
function impatientStoreOn(t: TestContext, { url }: RedisServer) {
  const { store, connection } = openRedisStore({ REDIS_URL: url }, LIMIT_FROM_MS);
  t.after(() => store.close());
  assert.ok(connection.client instanceof Redis);
  // WAIT lasts up to 100 ms longer than asked for, and the reply more on a busy machine.
  connection.client.options.socketTimeout = LONG_REDIS_TIMEOUT_MS;
  return store;
}

async function startPair(t: TestContext) {
  const primary = await startRedisServer({ arguments: ['--repl-diskless-sync-delay', '0'] });
  const replica = await startRedisServer({ arguments: ['--replicaof', '127.0.0.1', String(primary.port)] });
  const admin = { primary: new Redis(primary.url), replica: new Redis(replica.url) };
  for (const client of Object.values(admin)) client.on('error', () => undefined);
  t.after(async () => {
    for (const client of Object.values(admin)) client.disconnect();
    await Promise.all([primary.close(), replica.close()]);
  });
  await until(async () => /state=online/.test(await admin.primary.info('replication')));
  return { primary, replica, admin };
}

const versionIn = async (redis: Redis) => String(await redis.getBuffer(TAG));

/** Creates the tag, without which there is nothing to invalidate. Resolves with its version once the replica has it. */
async function createTag(store: CacheStore, replica: Redis): Promise<string> {
  const [version] = await versionsOf(store, [TAG]);
  await until(async () => (await versionIn(replica)) === String(version));
  return String(version);
}

test('an invalidation resolves once the replica has it, so that it survives a failover', async (t) => {
  const { primary, replica, admin } = await startPair(t);
  const store = storeOn(t, primary);
  const [before] = await versionsOf(store, [TAG]);
  await store.invalidateTags([TAG], NEVER);
  const version = await versionIn(admin.replica);
  await primary.kill();
  await admin.replica.replicaof('NO', 'ONE');
  assert.notEqual(version, String(before));
  assert.deepEqual((await storeOn(t, replica).get('key', [TAG], NEVER)).versions, [Buffer.from(version)]);
});

test('an invalidation that the replica does not confirm is rejected, so that the caller repeats it', async (t) => {
  const { primary, replica, admin } = await startPair(t);
  const store = impatientStoreOn(t, primary);
  const before = await createTag(store, admin.replica);
  replica.pause();
  await assert.rejects(
    store.invalidateTags([TAG], NEVER),
    (error) => error instanceof StoreUnavailable && error.message === '0 of 1 replicas confirmed the write',
  );
  assert.notEqual(await versionIn(admin.primary), before, 'the primary has it already');
  replica.resume();
  await storeOn(t, primary).invalidateTags([TAG], NEVER);
  assert.equal(await versionIn(admin.replica), await versionIn(admin.primary));
});

test('an invalidation whose connection breaks while the replica is awaited is sent again', async (t) => {
  const { primary, replica, admin } = await startPair(t);
  const store = storeOn(t, primary);
  await createTag(store, admin.replica);
  replica.pause();
  const invalidated = store.invalidateTags([TAG], NEVER);
  const waiting = async () => /cmd=wait/.test(String(await admin.primary.client('LIST')));
  await until(waiting);
  await admin.primary.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await until(waiting);
  replica.resume();
  await invalidated;
  assert.equal(await versionIn(admin.replica), await versionIn(admin.primary));
});

test('without replicas an invalidation resolves once Redis has it', async (t) => {
  await using server = await startRedisServer();
  const store = storeOn(t, server);
  const [before] = await versionsOf(store, [TAG]);
  await store.invalidateTags([TAG], NEVER);
  assert.notDeepEqual((await store.get('key', [TAG], NEVER)).versions, [before]);
});
