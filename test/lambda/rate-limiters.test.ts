import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import type { RedisCommands } from '../../lambda/redis/commands.ts';
import { createSharedRateLimiter } from '../../lambda/redis/rate-limiter.ts';
import { createProcessRateLimiter, type RateLimiter } from '../../lambda/runtime/rate-limiter.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { openRedisStore } from '../support/redis-store.ts';
import { passInRedis } from '../support/redis-time.ts';
import { NEVER } from '../support/stored.ts';

interface LimiterUnderTest {
  create(callsPerMinute: number): RateLimiter;
  /** Advances the limiter's clock by `ms`. */
  pass(ms: number): Promise<void>;
}

/** The tests of both limiters. */
function contract({ create, pass }: LimiterUnderTest): void {
  const isWithin = (waitMs: number, maxMs: number) =>
    assert.ok(waitMs > 0 && waitMs <= maxMs, `${waitMs} ms, at most ${maxMs}`);

  test('all calls of a minute can be made at once, and the next call waits for up to a minute', async () => {
    const limiter = create(3);
    for (let call = 1; call <= 3; call += 1) assert.equal(await limiter.take(1, NEVER), 0);
    isWithin(await limiter.take(1, NEVER), 60_000);
  });

  test('concurrent callers together make no more calls than the limit', async () => {
    const limiter = create(5);
    const waits = await Promise.all(Array.from({ length: 20 }, () => limiter.take(1, NEVER)));
    assert.equal(waits.filter((waitMs) => waitMs === 0).length, 5);
  });

  test('a limit of 0 means no limit', async () => {
    const limiter = create(0);
    for (let call = 1; call <= 400; call += 1) assert.equal(await limiter.take(1, NEVER), 0);
  });

  test('during a pause no call is allowed, and the wait is the rest of the pause', async () => {
    const limiter = create(10);
    await limiter.pause(300_000, NEVER);
    isWithin(await limiter.take(1, NEVER), 300_000);
    await pass(300_000);
    assert.equal(await limiter.take(1, NEVER), 0);
  });

  test('a pause also applies when there is no limit', async () => {
    const limiter = create(0);
    await limiter.pause(60_000, NEVER);
    isWithin(await limiter.take(1, NEVER), 60_000);
  });

  test('with two pauses, the one that ends later applies', async () => {
    for (const [first, second] of [
      [1_200_000, 300_000],
      [300_000, 1_200_000],
    ] as const) {
      const limiter = create(10);
      await limiter.pause(first, NEVER);
      await limiter.pause(second, NEVER);
      await pass(300_000);
      isWithin(await limiter.take(1, NEVER), 900_000);
    }
  });

  test('a refused call does not count towards the limit', async () => {
    const limiter = create(1);
    await limiter.pause(300_000, NEVER);
    for (let call = 1; call <= 3; call += 1) await limiter.take(1, NEVER);
    await pass(300_000);
    assert.equal(await limiter.take(1, NEVER), 0);
  });

  test('several calls are allowed together or not at all', async () => {
    const limiter = create(3);
    assert.equal(await limiter.take(2, NEVER), 0);
    isWithin(await limiter.take(2, NEVER), 60_000);
    assert.equal(await limiter.take(1, NEVER), 0);
    isWithin(await limiter.take(1, NEVER), 60_000);
  });

  test('more calls than the limit are never allowed together', async () => {
    const limiter = create(2);
    isWithin(await limiter.take(3, NEVER), 60_000);
    assert.equal(await limiter.take(2, NEVER), 0);
    isWithin(await limiter.take(3, NEVER), 60_000);
  });

  test('with an aborted signal, no call counts and no pause starts', async () => {
    const limiter = create(1);
    const reason = new Error('given up');
    const aborted = AbortSignal.abort(reason);
    await assert.rejects(limiter.take(1, aborted), (error) => error === reason);
    await assert.rejects(limiter.pause(60_000, aborted), (error) => error === reason);
    assert.equal(await limiter.take(1, NEVER), 0);
  });
}

describe('the limiter of one process', () => {
  const clock = createFakeClock();
  contract({
    create: (callsPerMinute) => createProcessRateLimiter(callsPerMinute, clock),
    pass: clock.advance,
  });
});

describe('the limiter shared by all containers', () => {
  let server: RedisServer;
  let redis: RedisCommands;
  let observer: Redis;
  let limiters = 0;
  before(async () => {
    server = await startRedisServer();
    ({ redis } = openRedisStore({ REDIS_URL: server.url }));
    observer = new Redis(server.url);
  });
  after(async () => {
    redis.close();
    observer.disconnect();
    await server.close();
  });

  contract({
    create: (callsPerMinute) => {
      limiters += 1;
      // Allows every call, so a test that falls back to it fails.
      const fallback = createProcessRateLimiter(0, createFakeClock());
      return createSharedRateLimiter({ redis, key: `rate:{${limiters}}`, callsPerMinute, fallback });
    },
    // 2 ms more, because Redis' clock may be just short of a full millisecond.
    pass: (ms) => passInRedis(observer, ms + 2),
  });
});
