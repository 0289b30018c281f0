import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { createSharedRateLimiter } from '../../../lambda/cache/redis-rate-limiter.ts';
import { createProcessRateLimiter } from '../../../lambda/rate-limiter.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { openRedisStore, REDIS_PATIENCE_MS } from '../../support/redis-store.ts';
import { passInRedis } from '../../support/redis-time.ts';
import { NEVER } from '../../support/stored.ts';

const KEY = 'dataaction:rate:{org}';

/** A server, and containers with a limiter each. */
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
    const own = createProcessRateLimiter(callsPerMinute, createFakeClock());
    return { ...createSharedRateLimiter({ redis, key, callsPerMinute, own }), clock };
  };
  return { server, observer, container };
}

test('all containers of an organization have one budget, and each organization its own', async (t) => {
  const { container } = await start(t);
  const [one, other] = [container(2), container(2)];
  assert.deepEqual([await one.take(NEVER), await other.take(NEVER)], [0, 0]);
  assert.ok((await one.take(NEVER)) > 0);
  assert.ok((await other.take(NEVER)) > 0);
  assert.equal(await container(2, 'dataaction:rate:{another}').take(NEVER), 0);
});

test('a pause that one container was told of withholds the calls of all others', async (t) => {
  const { container } = await start(t);
  const [one, other] = [container(2), container(2)];
  await one.pause(600_000, NEVER);
  const waitMs = await other.take(NEVER);
  // More than a minute: it is the pause, and not the budget.
  assert.ok(waitMs > 60_000 && waitMs <= 600_000, `${waitMs} ms`);
});

test('a call makes room 60 s after it was made, by the clock of Redis', async (t) => {
  const { observer, container } = await start(t);
  const limiter = container(1);
  assert.equal(await limiter.take(NEVER), 0);
  const waitMs = await limiter.take(NEVER);
  assert.ok(waitMs > 0 && waitMs <= 60_000, `${waitMs} ms`);
  await passInRedis(observer, 30_000);
  const leftMs = await limiter.take(NEVER);
  assert.ok(leftMs > 0 && leftMs <= waitMs - 30_000, `${leftMs} ms`);
  const [call = ''] = await observer.zrange(`${KEY}:calls`, '0', '0');
  // The log itself does not end: it is this call that does not count any more.
  await observer.zincrby(`${KEY}:calls`, -30_000, call);
  assert.equal(await limiter.take(NEVER), 0);
  assert.equal(await observer.zcard(`${KEY}:calls`), 1);
});

test('what is counted and what is paused ends by itself', async (t) => {
  const { observer, container } = await start(t);
  const limiter = container(5);
  await limiter.take(NEVER);
  await limiter.pause(60_000, NEVER);
  const callsMs = await observer.pttl(`${KEY}:calls`);
  const pauseMs = await observer.pttl(`${KEY}:pause`);
  assert.ok(callsMs > 0 && callsMs <= 60_000, `${callsMs} ms`);
  assert.ok(pauseMs > 0 && pauseMs <= 60_000, `${pauseMs} ms`);
});

test('while Redis is down each container counts for itself, and keeps the pause it was told', async (t) => {
  const { server, container } = await start(t);
  const [one, other] = [container(1), container(1)];
  await one.pause(60_000, NEVER);
  await server.kill();
  assert.ok((await one.take(NEVER)) > 59_000);
  assert.equal(await other.take(NEVER), 0);
  assert.ok((await other.take(NEVER)) > 0);
});

test('a pause that cannot be told to the others holds for who was told, and fails nothing', async (t) => {
  const { server, container } = await start(t);
  const limiter = container(0);
  await server.kill();
  await limiter.pause(60_000, NEVER);
  assert.ok((await limiter.take(NEVER)) > 59_000);
});

test('a Redis that hangs is waited for no longer than its time-out, then each counts for itself', async (t) => {
  const { server, container } = await start(t);
  const limiter = container(1);
  await limiter.take(NEVER);
  server.pause();
  const taken = limiter.take(NEVER);
  limiter.clock.skip(REDIS_PATIENCE_MS);
  assert.equal(await taken, 0);
  assert.ok((await limiter.take(NEVER)) > 0);
});

test('whatever lies under its keys, calls are made', async (t) => {
  const { observer, container } = await start(t);
  await observer.set(`${KEY}:calls`, 'somebody else was here');
  const limiter = container(1);
  assert.equal(await limiter.take(NEVER), 0);
  assert.ok((await limiter.take(NEVER)) > 0, 'by its own count');
});
