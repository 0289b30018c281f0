import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { accessString } from '../../infra/redis-access.ts';
import { cacheKey } from '../../lambda/cache/key.ts';
import { createRedisClient } from '../../lambda/cache/redis-client.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';

const KEY = cacheKey({
  action: 'queues',
  version: 1,
  organization: { apiUrl: 'https://api.mypurecloud.ie', client: 'client' },
  input: {},
});
const RELEASE =
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

describe("the function's user in a real Redis", () => {
  let server: RedisServer;
  let client: Redis;

  before(async () => {
    server = await startRedisServer();
    const admin = new Redis(server.url);
    await admin.acl('SETUSER', 'function', '>secret', ...accessString('standalone').split(' '));
    admin.disconnect();
    client = createRedisClient({
      host: '127.0.0.1',
      port: server.port,
      db: 0,
      isTls: false,
      isCluster: false,
      username: 'function',
      password: () => 'secret',
      timeoutMs: 1000,
    }) as Redis;
    await client.connect();
  });

  after(async () => {
    client.disconnect();
    await server.close();
  });

  test('logs in, reads and writes entries, and pings', async () => {
    assert.equal(await client.set(KEY, 'value', 'PX', 60_000), 'OK');
    assert.equal(String(await client.getBuffer(KEY)), 'value');
    assert.equal(await client.ping(), 'PONG');
  });

  test('takes a lease, and releases it only as its holder', async () => {
    const lease = `${KEY}:lease`;
    assert.equal(await client.set(lease, 'token', 'PX', 60_000, 'NX'), 'OK');
    assert.equal(await client.set(lease, 'other', 'PX', 60_000, 'NX'), null);
    assert.equal(await client.eval(RELEASE, 1, lease, 'other'), 0);
    assert.equal(await client.eval(RELEASE, 1, lease, 'token'), 1);
  });

  const refused: [title: string, command: () => Promise<unknown>][] = [
    ["somebody else's key", () => client.get('session:1')],
    ["somebody else's key from a script", () => client.eval("return redis.call('GET', 'session:1')", 0)],
    ['a list of all keys', () => client.keys('*')],
    ['emptying the cache', () => client.flushall()],
    ['a channel', () => client.publish('dataaction:news', 'x')],
    ["the server's configuration", () => client.config('GET', 'maxmemory')],
    ['other users', () => client.acl('LIST')],
    ['what an entry need not be: a list', () => client.lpush(KEY, 'x')],
  ];
  for (const [title, command] of refused)
    test(`is refused ${title}`, async () => {
      await assert.rejects(command, /NOPERM|user executing the script can't access/);
    });
});
