import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { accessString } from '../../infra/redis-access.ts';
import { createCacheKey, rateLimitKey, tagsToInvalidate, tokenKey } from '../../lambda/cache/keys.ts';
import { createRedisClient } from '../../lambda/redis/client.ts';
import { createRedisCommands, type RedisCommands } from '../../lambda/redis/commands.ts';
import { createSharedRateLimiter } from '../../lambda/redis/rate-limiter.ts';
import { createRedisStore } from '../../lambda/redis/store.ts';
import { createTokenStore } from '../../lambda/redis/token-store.ts';
import { systemClock } from '../../lambda/runtime/clock.ts';
import type { ProcessRateLimiter } from '../../lambda/runtime/rate-limiter.ts';
import { calls, OF_TOKEN } from '../support/operations.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { openRedisStore } from '../support/redis-store.ts';
import { TOKEN_REQUEST } from '../support/shared-token.ts';
import { acquireIn, bytesIn, failureOf, LEASE_REQUEST, NEVER } from '../support/stored.ts';

const ORGANIZATION = { apiUrl: 'https://api.mypurecloud.ie', client: 'client' };
/** Far longer than a busy machine needs, because a timeout would hide the result of the permission check. */
const TIMEOUT_MS = 60_000;
const KEY = createCacheKey(ORGANIZATION)({ action: 'queues', version: 1, input: {} });

describe('the Redis user of the data action function', () => {
  let server: RedisServer;
  let client: Redis;
  let redis: RedisCommands;

  before(async () => {
    server = await startRedisServer();
    const admin = new Redis(server.url);
    await admin.acl(
      'SETUSER',
      'function',
      '>secret',
      ...accessString('dataActions', 'standalone').split(' '),
    );
    await admin.acl(
      'SETUSER',
      'invalidation',
      '>secret',
      ...accessString('invalidation', 'standalone').split(' '),
    );
    admin.disconnect();
    client = createRedisClient({
      host: '127.0.0.1',
      port: server.port,
      db: 0,
      isTls: false,
      isCluster: false,
      username: 'function',
      password: () => 'secret',
      timeoutMs: TIMEOUT_MS,
    }) as Redis;
    await client.connect();
    redis = createRedisCommands(
      { client, isReady: () => true, ready: async () => undefined },
      TIMEOUT_MS,
      systemClock,
    );
  });

  after(async () => {
    client.disconnect();
    await server.close();
  });

  test('can run every command of the cache', async () => {
    const store = createRedisStore(redis);
    const [seen, bytes, record] = ['', 'value', 'failure'].map((text) => Buffer.from(text));
    assert.ok(seen && bytes && record);
    const { holder } = LEASE_REQUEST;
    assert.equal((await acquireIn(store, KEY)).outcome, 'acquired');
    assert.equal((await acquireIn(store, KEY, { holder: 'other' })).outcome, 'held');
    await store.extendLease(KEY, LEASE_REQUEST, NEVER);
    assert.equal(await store.putEntry(KEY, { bytes, keptMs: 60_000, seen, holder }, NEVER), true);
    assert.deepEqual(await bytesIn(store, KEY), bytes);
    assert.equal((await acquireIn(store, KEY)).outcome, 'changed');
    assert.equal((await acquireIn(store, KEY, { seen: bytes })).outcome, 'acquired');
    await store.putFailure(KEY, failureOf({ holder, seen: bytes, record, dropsEntry: true }), NEVER);
    assert.equal((await acquireIn(store, KEY)).outcome, 'failed');
    await store.invalidateTags(tagsToInvalidate('queues', { action: 'queues' }), NEVER);
    await store.ping(NEVER);
  });

  test('can run every command of the rate limiter', async () => {
    const fallback: ProcessRateLimiter = {
      pausedMs: () => 0,
      take: () => assert.fail('the fallback was used instead of Redis'),
      takeLogin: () => assert.fail('the fallback was used instead of Redis'),
      pause: async () => undefined,
    };
    const limiter = createSharedRateLimiter({
      redis,
      key: rateLimitKey(ORGANIZATION),
      callsPerMinute: 1,
      fallback,
    });
    assert.equal(await limiter.take(calls(1), NEVER), 0);
    assert.ok((await limiter.take(calls(1), NEVER)) > 0);
    await limiter.pause(OF_TOKEN, 90_000, NEVER);
    assert.ok((await limiter.take(calls(1), NEVER)) > 60_000);
  });

  test('can run every command of the shared token', async () => {
    const tokens = createTokenStore(redis, tokenKey(ORGANIZATION));
    const sealed = Buffer.from('sealed');
    assert.equal((await tokens.acquire(TOKEN_REQUEST, NEVER)).outcome, 'acquired');
    assert.equal((await tokens.acquire({ ...TOKEN_REQUEST, holder: 'other' }, NEVER)).outcome, 'held');
    await tokens.release(TOKEN_REQUEST.holder, NEVER);
    const endsAtMs = Date.now() + 3_600_000;
    await tokens.put({ sealed, endsAtMs, refreshAtMs: endsAtMs }, 'other', NEVER);
    assert.equal((await tokens.acquire(TOKEN_REQUEST, NEVER)).outcome, 'fresh');
    const refused = { ...TOKEN_REQUEST, unusable: sealed, isRefused: true };
    assert.equal((await tokens.acquire(refused, NEVER)).outcome, 'acquired');
  });

  const refused: [title: string, command: () => Promise<unknown>][] = [
    ["read another application's key", () => client.get('session:1')],
    [
      "read another application's key in a script",
      () => client.eval("return redis.call('GET', 'session:1')", 0),
    ],
    ['list all keys', () => client.keys('*')],
    ['delete all keys', () => client.flushall()],
    ['publish to a channel', () => client.publish('dataaction:news', 'x')],
    ["read the server's configuration", () => client.config('GET', 'maxmemory')],
    ['list the users', () => client.acl('LIST')],
    ['write a list', () => client.lpush(KEY, 'x')],
  ];
  for (const [title, command] of refused)
    test(`cannot ${title}`, async () => {
      await assert.rejects(command, /NOPERM|user executing the script can't access/);
    });

  test('the user of the invalidation function can set tags and nothing else', async () => {
    const url = server.url.replace('redis://', 'redis://invalidation:secret@');
    const { store } = openRedisStore({ REDIS_URL: url });
    const own = new Redis(url, { disableClientInfo: true, enableReadyCheck: false });
    try {
      const tags = tagsToInvalidate('queues', { entityType: 'Queue', entityId: 'a' });
      const { versions: before } = await createRedisStore(redis).acquireLease(
        KEY,
        { ...LEASE_REQUEST, holder: 'fetching', tags },
        NEVER,
      );
      await store.invalidateTags(tags, NEVER);
      const { versions } = await createRedisStore(redis).get(KEY, tags, NEVER);
      assert.notDeepEqual(versions, before);
      for (const refused of [
        () => own.set(KEY, 'x'),
        () => own.get(KEY),
        () => own.mget(KEY),
        () => own.get(tags[0] ?? ''),
        () => own.del(tags[0] ?? ''),
        () => own.eval("return redis.call('SET', KEYS[1], 'x')", 1, KEY),
        () => own.ping(),
        () => own.flushall(),
      ])
        await assert.rejects(refused, /NOPERM|user executing the script can't access/);
    } finally {
      store.close();
      own.disconnect();
    }
  });
});
