import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import type { RedisCommands } from '../../../lambda/redis/commands.ts';
import { createSharedRateLimiter } from '../../../lambda/redis/rate-limiter.ts';
import { PAUSE_CALLS, TAKE_CALLS } from '../../../lambda/redis/scripts.ts';
import {
  createProcessRateLimiter,
  type Limit,
  MAX_NAMESPACES,
  RATE_WINDOW_MS,
  type RateLimiter,
} from '../../../lambda/runtime/rate-limiter.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { calls, limitOf, OF_TOKEN } from '../../support/operations.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { LONG_REDIS_TIMEOUT_MS, openRedisStore } from '../../support/redis-store.ts';
import { passInRedis } from '../../support/redis-time.ts';
import { NEVER } from '../../support/stored.ts';

const KEY = 'dataaction:rate:{org}';

/** A server, and one limiter for each container. */
async function start(t: TestContext) {
  const server = await startRedisServer();
  const observer = new Redis(server.url, { retryStrategy: () => null });
  observer.on('error', () => undefined);
  t.after(async () => {
    observer.disconnect();
    await server.close();
  });
  const container = (callsPerMinute: number, key = KEY) => {
    const { redis, clock } = openRedisStore({ REDIS_URL: server.url });
    t.after(() => redis.close());
    const fallback = createProcessRateLimiter(callsPerMinute, createFakeClock());
    return { ...createSharedRateLimiter({ redis, key, callsPerMinute, fallback }), clock };
  };
  return { server, observer, container };
}

test('containers share the limit of their organization, and each organization has its own limit', async (t) => {
  const { container } = await start(t);
  const [one, other] = [container(2), container(2)];
  assert.deepEqual([await one.take(calls(1), NEVER), await other.take(calls(1), NEVER)], [0, 0]);
  assert.ok((await one.take(calls(1), NEVER)) > 0);
  assert.ok((await other.take(calls(1), NEVER)) > 0);
  assert.equal(await container(2, 'dataaction:rate:{another}').take(calls(1), NEVER), 0);
});

test('a script that is sent again because its reply was lost is not refused, and takes its calls once', async (t) => {
  const { server, observer } = await start(t);
  const { redis } = openRedisStore({ REDIS_URL: server.url });
  t.after(() => redis.close());
  const take = (name: string) =>
    redis.script(
      NEVER,
      TAKE_CALLS,
      [`${KEY}:pauses`, `${KEY}:calls`],
      [2, RATE_WINDOW_MS, name, 2, 0, 'one', 'two'],
    );
  assert.deepEqual([await take('first'), await take('first')], [0, 0]);
  assert.equal(await observer.zcard(`${KEY}:calls`), 2);
  assert.ok(Number(await take('second')) > 0);
});

test('a pause that one container starts stops the calls of all others', async (t) => {
  const { container } = await start(t);
  const [one, other] = [container(2), container(2)];
  await one.pause(OF_TOKEN, 600_000, NEVER);
  const waitMs = await other.take(calls(1), NEVER);
  // More than the window of one minute, so the pause causes the wait.
  assert.ok(waitMs > 60_000 && waitMs <= 600_000, `${waitMs} ms`);
});

test('a call leaves the window after 60 s, by the clock of Redis', async (t) => {
  const { observer, container } = await start(t);
  const limiter = container(1);
  assert.equal(await limiter.take(calls(1), NEVER), 0);
  const waitMs = await limiter.take(calls(1), NEVER);
  assert.ok(waitMs > 0 && waitMs <= 60_000, `${waitMs} ms`);
  await passInRedis(observer, 30_000);
  const leftMs = await limiter.take(calls(1), NEVER);
  assert.ok(leftMs > 0 && leftMs <= waitMs - 30_000, `${leftMs} ms`);
  const [call = ''] = await observer.zrange(`${KEY}:calls`, '0', '0');
  // The key still exists, but this call no longer counts.
  await observer.zincrby(`${KEY}:calls`, -30_000, call);
  assert.equal(await limiter.take(calls(1), NEVER), 0);
  assert.equal(await observer.zcard(`${KEY}:calls`), 1);
});

test('several calls are taken in one round trip and wait until enough earlier calls leave the window', async (t) => {
  const { observer, container } = await start(t);
  const limiter = container(3);
  assert.equal(await limiter.take(calls(3), NEVER), 0);
  const log = await observer.zrange(`${KEY}:calls`, '0', '-1');
  assert.equal(log.length, 3);
  for (const [index, call] of log.entries())
    await observer.zincrby(`${KEY}:calls`, (index - 3) * 10_000, call);
  for (const [count, leftMs] of [
    [1, 30_000],
    [2, 40_000],
    [3, 50_000],
  ] as const) {
    const waitMs = await limiter.take(calls(count), NEVER);
    assert.ok(waitMs > 0 && waitMs <= leftMs, `${count} calls: ${waitMs} ms`);
  }
  await observer.zincrby(`${KEY}:calls`, -40_000, log[1] ?? '');
  await observer.zincrby(`${KEY}:calls`, -30_000, log[0] ?? '');
  assert.equal(await limiter.take(calls(2), NEVER), 0);
});

test('calls and pauses are kept under two keys without a TTL, which a full Redis does not evict', async (t) => {
  const { observer, container } = await start(t);
  const limiter = container(5);
  await limiter.take(calls(1), NEVER);
  await limiter.pause(OF_TOKEN, 60_000, NEVER);
  const keys = await observer.keys('*');
  assert.deepEqual(keys.sort(), [`${KEY}:calls`, `${KEY}:pauses`]);
  for (const key of keys) assert.equal(await observer.pttl(key), -1);
});

test('the log holds at most the calls of one window', async (t) => {
  const { observer, container } = await start(t);
  const limiter = container(3);
  for (let window = 1; window <= 3; window += 1) {
    for (let call = 1; call <= 5; call += 1) await limiter.take(calls(1), NEVER);
    assert.equal(await observer.zcard(`${KEY}:calls`), 3);
    await passInRedis(observer, RATE_WINDOW_MS + 2);
  }
});

test('pauses that have ended are deleted by later ones', async (t) => {
  const { observer, container } = await start(t);
  const limiter = container(0);
  for (let pause = 1; pause <= 500; pause += 1) {
    await limiter.pause(limitOf(`namespace${pause}`), 1000, NEVER);
    await passInRedis(observer, 1002);
  }
  const fields = await observer.hlen(`${KEY}:pauses`);
  assert.ok(fields < MAX_NAMESPACES, `${fields} fields`);
});

test('while Redis is down, each container counts its own calls and keeps its own pause', async (t) => {
  const { server, container } = await start(t);
  const [one, other] = [container(1), container(1)];
  await one.pause(OF_TOKEN, 60_000, NEVER);
  await server.kill();
  assert.ok((await one.take(calls(1), NEVER)) > 59_000);
  assert.equal(await other.take(calls(1), NEVER), 0);
  assert.ok((await other.take(calls(1), NEVER)) > 0);
});

test('a pause that cannot be stored holds in its container, and does not reject', async (t) => {
  const { server, container } = await start(t);
  const limiter = container(0);
  await server.kill();
  await limiter.pause(OF_TOKEN, 60_000, NEVER);
  assert.ok((await limiter.take(calls(1), NEVER)) > 59_000);
});

for (const [limit, take] of [
  [OF_TOKEN, (limiter) => limiter.take(calls(1), NEVER)],
  [limitOf(undefined), (limiter) => limiter.take(calls(1), NEVER)],
  [limitOf('routing.queues'), (limiter) => limiter.take(calls(1), NEVER)],
  [{ of: 'login' }, (limiter) => limiter.takeLogin(NEVER)],
] satisfies [Limit, (limiter: RateLimiter) => Promise<number>][])
  test(`a pause that Redis did not store holds in its container while Redis replies: ${inspect(limit)}`, async (t) => {
    const { server, observer, container } = await start(t);
    const { redis } = openRedisStore({ REDIS_URL: server.url });
    t.after(() => redis.close());
    const withoutPauses: RedisCommands = {
      ...redis,
      script: (signal, script, ...rest) =>
        script === PAUSE_CALLS ? Promise.reject(new Error()) : redis.script(signal, script, ...rest),
    };
    const clock = createFakeClock();
    const fallback = createProcessRateLimiter(1, clock);
    const limiter = createSharedRateLimiter({ redis: withoutPauses, key: KEY, callsPerMinute: 1, fallback });
    const other = container(0);
    await limiter.pause(limit, 90_000, NEVER);
    assert.equal(await take(limiter), 90_000);
    assert.equal(await take(other), 0);
    // The refused call counts neither in Redis nor in the container.
    assert.equal(await observer.zcard(`${KEY}:calls`), 0);
    await clock.advance(90_000);
    assert.equal(await take(limiter), 0);

    await limiter.pause(limit, 90_000, NEVER);
    await other.pause(limit, 300_000, NEVER);
    assert.ok((await take(limiter)) > 90_000, 'the longer of the two pauses applies');
  });

test('after a Redis timeout, each container counts its own calls', async (t) => {
  const { server, container } = await start(t);
  const limiter = container(1);
  await limiter.take(calls(1), NEVER);
  server.pause();
  const taken = limiter.take(calls(1), NEVER);
  limiter.clock.skip(LONG_REDIS_TIMEOUT_MS);
  assert.equal(await taken, 0);
  assert.ok((await limiter.take(calls(1), NEVER)) > 0);
});

test('values of another type under the keys do not delay a call', async (t) => {
  const { observer, container } = await start(t);
  await observer.set(`${KEY}:calls`, 'foreign');
  await observer.set(`${KEY}:pauses`, 'foreign');
  const limiter = container(1);
  assert.equal(await limiter.take(calls(1), NEVER), 0);
  assert.ok((await limiter.take(calls(1), NEVER)) > 0);
});
