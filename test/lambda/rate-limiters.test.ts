import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import type { RedisCommands } from '../../lambda/redis/commands.ts';
import { createSharedRateLimiter } from '../../lambda/redis/rate-limiter.ts';
import {
  createProcessRateLimiter,
  MAX_NAMESPACES,
  NAMESPACE_KEPT_MS,
  type Operation,
  type RateLimiter,
} from '../../lambda/runtime/rate-limiter.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { calls, limitOf, OF_TOKEN } from '../support/operations.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { openRedisStore } from '../support/redis-store.ts';
import { passInRedis } from '../support/redis-time.ts';
import { NEVER } from '../support/stored.ts';

const QUEUE: Operation = { name: 'getRoutingQueue', family: 'routing' };
const USER: Operation = { name: 'getUserRoutingstatus', family: 'users' };
const OBSERVATIONS: Operation = { name: 'postAnalyticsQueuesObservationsQuery', family: 'analytics' };

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
    for (let call = 1; call <= 3; call += 1) assert.equal(await limiter.take(calls(1), NEVER), 0);
    isWithin(await limiter.take(calls(1), NEVER), 60_000);
  });

  test('concurrent callers together make no more calls than the limit', async () => {
    const limiter = create(5);
    const waits = await Promise.all(Array.from({ length: 20 }, () => limiter.take(calls(1), NEVER)));
    assert.equal(waits.filter((waitMs) => waitMs === 0).length, 5);
  });

  test('a limit of 0 means no limit', async () => {
    const limiter = create(0);
    for (let call = 1; call <= 400; call += 1) assert.equal(await limiter.take(calls(1), NEVER), 0);
  });

  test('during a pause no call is allowed, and the wait is the rest of the pause', async () => {
    const limiter = create(10);
    await limiter.pause(OF_TOKEN, 300_000, NEVER);
    isWithin(await limiter.take(calls(1), NEVER), 300_000);
    await pass(300_000);
    assert.equal(await limiter.take(calls(1), NEVER), 0);
  });

  test('a pause also applies when there is no limit', async () => {
    const limiter = create(0);
    await limiter.pause(OF_TOKEN, 60_000, NEVER);
    isWithin(await limiter.take(calls(1), NEVER), 60_000);
  });

  test('with two pauses, the one that ends later applies', async () => {
    for (const [first, second] of [
      [1_200_000, 300_000],
      [300_000, 1_200_000],
    ] as const) {
      const limiter = create(10);
      await limiter.pause(OF_TOKEN, first, NEVER);
      await limiter.pause(OF_TOKEN, second, NEVER);
      await pass(300_000);
      isWithin(await limiter.take(calls(1), NEVER), 900_000);
    }
  });

  test('a refused call does not count towards the limit', async () => {
    const limiter = create(1);
    await limiter.pause(OF_TOKEN, 300_000, NEVER);
    for (let call = 1; call <= 3; call += 1) await limiter.take(calls(1), NEVER);
    await pass(300_000);
    assert.equal(await limiter.take(calls(1), NEVER), 0);
  });

  test('a pause of the login stops logins and no calls, and other pauses stop no logins', async () => {
    const limiter = create(10);
    await limiter.pause(OF_TOKEN, 300_000, NEVER);
    assert.equal(await limiter.takeLogin(NEVER), 0);
    await pass(300_000);
    await limiter.pause({ of: 'login' }, 60_000, NEVER);
    isWithin(await limiter.takeLogin(NEVER), 60_000);
    assert.equal(await limiter.take([QUEUE, USER, OBSERVATIONS], NEVER), 0);
    await pass(60_000);
    assert.equal(await limiter.takeLogin(NEVER), 0);
  });

  test('logins do not count towards the limit', async () => {
    const limiter = create(1);
    for (let login = 1; login <= 3; login += 1) assert.equal(await limiter.takeLogin(NEVER), 0);
    assert.equal(await limiter.take(calls(1), NEVER), 0);
    assert.equal(await limiter.takeLogin(NEVER), 0);
  });

  test('a pause without a namespace stops the operations of its family', async () => {
    const limiter = create(0);
    await limiter.pause(limitOf(undefined, OBSERVATIONS), 60_000, NEVER);
    isWithin(await limiter.take([OBSERVATIONS], NEVER), 60_000);
    isWithin(await limiter.take([{ name: 'getAnalyticsOther', family: 'analytics' }], NEVER), 60_000);
    isWithin(await limiter.take([QUEUE, OBSERVATIONS], NEVER), 60_000);
    assert.equal(await limiter.take([QUEUE, USER], NEVER), 0);
  });

  test('a pause with a namespace stops the operation that was refused, and no other of its family', async () => {
    const limiter = create(0);
    await limiter.pause(limitOf('routing.queues', QUEUE), 60_000, NEVER);
    isWithin(await limiter.take([QUEUE], NEVER), 60_000);
    assert.equal(await limiter.take([...calls(1), USER], NEVER), 0);
  });

  test('operations whose 429s named the same namespace stop together from then on', async () => {
    const limiter = create(0);
    for (const operation of [QUEUE, USER]) await limiter.pause(limitOf('presence', operation), 1000, NEVER);
    await pass(1000);
    assert.equal(await limiter.take([QUEUE, USER], NEVER), 0);
    await limiter.pause(limitOf('presence', USER), 60_000, NEVER);
    isWithin(await limiter.take([QUEUE], NEVER), 60_000);
    isWithin(await limiter.take([USER], NEVER), 60_000);
    assert.equal(await limiter.take([OBSERVATIONS], NEVER), 0);
  });

  test('an operation whose 429 names another namespace belongs to that one', async () => {
    const limiter = create(0);
    await limiter.pause(limitOf('old', QUEUE), 60_000, NEVER);
    await limiter.pause(limitOf('new', QUEUE), 1000, NEVER);
    await pass(1000);
    assert.equal(await limiter.take([QUEUE], NEVER), 0);
  });

  test('the namespace of an operation is forgotten a day after the last 429 that named it', async () => {
    const limiter = create(0);
    for (const operation of [QUEUE, USER]) await limiter.pause(limitOf('shared', operation), 1000, NEVER);
    await pass(NAMESPACE_KEPT_MS - 1000);
    await limiter.pause(limitOf('shared', USER), 60_000, NEVER);
    isWithin(await limiter.take([QUEUE], NEVER), 60_000);
    await pass(1000);
    assert.equal(await limiter.take([QUEUE], NEVER), 0);
    isWithin(await limiter.take([USER], NEVER), 59_000);
  });

  test('of several pauses that apply, the one that ends last does', async () => {
    const limiter = create(0);
    await limiter.pause(limitOf('routing', QUEUE), 100_000, NEVER);
    await limiter.pause(limitOf(undefined, QUEUE), 300_000, NEVER);
    await limiter.pause(OF_TOKEN, 200_000, NEVER);
    await pass(200_000);
    isWithin(await limiter.take([QUEUE], NEVER), 100_000);
    assert.equal(await limiter.take([USER], NEVER), 0);
  });

  test(`with ${MAX_NAMESPACES} namespaces, a 429 that names another one pauses its family`, async () => {
    const limiter = create(0);
    for (let index = 0; index < 2 * MAX_NAMESPACES; index += 1) {
      const operation = { name: `operation${index}`, family: `family${index}` };
      await limiter.pause(limitOf(`namespace${index}`, operation), 60_000, NEVER);
      isWithin(await limiter.take([operation], NEVER), 60_000);
    }
    assert.equal(await limiter.take([QUEUE], NEVER), 0);
  });

  test('several calls are allowed together or not at all', async () => {
    const limiter = create(3);
    assert.equal(await limiter.take(calls(2), NEVER), 0);
    isWithin(await limiter.take(calls(2), NEVER), 60_000);
    assert.equal(await limiter.take(calls(1), NEVER), 0);
    isWithin(await limiter.take(calls(1), NEVER), 60_000);
  });

  test('more calls than the limit are never allowed together', async () => {
    const limiter = create(2);
    isWithin(await limiter.take(calls(3), NEVER), 60_000);
    assert.equal(await limiter.take(calls(2), NEVER), 0);
    isWithin(await limiter.take(calls(3), NEVER), 60_000);
  });

  test('with an aborted signal, no call counts and no pause starts', async () => {
    const limiter = create(1);
    const reason = new Error('given up');
    const aborted = AbortSignal.abort(reason);
    await assert.rejects(limiter.take(calls(1), aborted), (error) => error === reason);
    await assert.rejects(limiter.takeLogin(aborted), (error) => error === reason);
    await assert.rejects(limiter.pause(OF_TOKEN, 60_000, aborted), (error) => error === reason);
    assert.equal(await limiter.take(calls(1), NEVER), 0);
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
    observer = new Redis<'legacy'>(server.url);
  });
  after(async () => {
    redis.close();
    observer.disconnect();
    await server.close();
  });

  contract({
    create: (callsPerMinute) => {
      limiters += 1;
      const key = `rate:{${limiters}}`;
      const container = () => {
        // Allows every call, so a test that falls back to it fails.
        const fallback = createProcessRateLimiter(0, createFakeClock());
        return createSharedRateLimiter({ redis, key, callsPerMinute, fallback });
      };
      // Another container starts the pauses, so only Redis knows of them.
      return { ...container(), pause: container().pause };
    },
    // 2 ms more, because Redis' clock may be just short of a full millisecond.
    pass: (ms) => passInRedis(observer, ms + 2),
  });
});
