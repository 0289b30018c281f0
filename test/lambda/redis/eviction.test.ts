import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, describe, type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { EVICTION_POLICY } from '../../../infra/redis-access.ts';
import { encodeEntry } from '../../../lambda/cache/entry.ts';
import { judge } from '../../../lambda/cache/freshness.ts';
import { combinedVersion, tagsOf } from '../../../lambda/cache/keys.ts';
import type { RedisCommands } from '../../../lambda/redis/commands.ts';
import { createSharedRateLimiter } from '../../../lambda/redis/rate-limiter.ts';
import { createTokenStore } from '../../../lambda/redis/token-store.ts';
import {
  type ProcessRateLimiter,
  RATE_WINDOW_MS,
  type RateLimiter,
} from '../../../lambda/runtime/rate-limiter.ts';
import { calls, limitOf, OF_TOKEN } from '../../support/operations.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { openRedisStore } from '../../support/redis-store.ts';
import { TOKEN_REQUEST } from '../../support/shared-token.ts';
import { acquireIn, failureOf, LEASE_REQUEST, NEVER, NOTHING } from '../../support/stored.ts';

const MAX_MEMORY = '4mb';
const FILLER_BYTES = 4096;
/** More than fits, so that other keys must go. */
const FILLERS = 2000;
/** Redis evicts keys between two scripts. */
const FILLERS_AT_ONCE = 100;
const FILL = `
  local filler = string.rep('x', ARGV[3])
  for index = 1, ARGV[2] do
    redis.call('SET', 'filler:' .. ARGV[1] .. index, filler, 'PX', ARGV[4])
  end`;
const HOUR_MS = 3_600_000;
const FILLER_TTL_MS = 240 * HOUR_MS;

let server: RedisServer;
before(async () => {
  server = await startRedisServer({ arguments: ['--maxmemory', MAX_MEMORY] });
});
after(() => server?.close());

/** An empty Redis with little memory that evicts keys by a policy, and what fills it. */
async function startSmallRedis(t: TestContext, policy: string) {
  const admin = new Redis(server.url);
  await admin.flushall();
  await admin.config('SET', 'maxmemory-policy', policy);
  const { store, redis } = openRedisStore({ REDIS_URL: server.url });
  t.after(() => {
    store.close();
    admin.disconnect();
  });
  const evicted = async () => Number(/evicted_keys:(\d+)/.exec(await admin.info('stats'))?.[1]);
  /** Stores more new keys than fit, so that Redis evicts others. */
  async function churn(): Promise<void> {
    const evictedBefore = await evicted();
    for (let first = 0; first < FILLERS; first += FILLERS_AT_ONCE)
      await admin.eval(FILL, 0, randomUUID(), FILLERS_AT_ONCE, FILLER_BYTES, FILLER_TTL_MS);
    assert.ok((await evicted()) > evictedBefore, 'Redis is full and evicts');
  }
  return { admin, store, redis, churn };
}

/** A Redis that is full and evicts keys by a policy. */
async function startFullRedis(t: TestContext, policy: string) {
  const redis = await startSmallRedis(t, policy);
  await redis.churn();
  return redis;
}

const QUEUES = Array.from({ length: 100 }, (_, index) => `queue-${index}`);
const keyOf = (queue: string) => `dataaction:cache:{queue}:${queue}`;
const tagsOfQueue = (queue: string) => tagsOf('queue', [{ entityType: 'Queue', ids: [queue] }]);

type Store = Awaited<ReturnType<typeof startSmallRedis>>['store'];

/** Stores a fresh entry, which Redis keeps for this long. */
async function storeFresh(store: Store, queue: string, keptMs: number): Promise<void> {
  const { versions } = await store.acquireLease(
    keyOf(queue),
    { ...LEASE_REQUEST, holder: randomUUID(), tags: tagsOfQueue(queue) },
    NEVER,
  );
  const tagsVersion = combinedVersion(versions) ?? assert.fail('a tag is missing');
  const bytes = encodeEntry({
    storedAtMs: Date.now(),
    lifetimeMs: HOUR_MS,
    fetchMs: 1,
    tagsVersion,
    value: '1',
  });
  await store.putEntry(keyOf(queue), { bytes, keptMs, seen: NOTHING, holder: undefined }, NEVER);
}

async function statesOf(store: Store): Promise<string[]> {
  const terms = { nowMs: Date.now(), staleMs: HOUR_MS, maxAgeMs: undefined };
  return Promise.all(
    QUEUES.map(async (queue) => judge(await store.get(keyOf(queue), tagsOfQueue(queue), NEVER), terms).state),
  );
}

const count = (states: readonly string[], state: string) => states.filter((each) => each === state).length;

describe('while Redis evicts keys, an invalidated entry is never fresh again', () => {
  for (const policy of ['volatile-lru', 'volatile-ttl', 'volatile-random', 'allkeys-lru', 'allkeys-random'])
    test(`with ${policy}`, async (t) => {
      const { store, churn } = await startSmallRedis(t, policy);
      // Half of the entries end before the keys that fill Redis, half after them: volatile-ttl evicts by the end.
      await Promise.all(
        QUEUES.map((queue, index) => storeFresh(store, queue, (index % 2 === 0 ? 0.5 : 2) * FILLER_TTL_MS)),
      );
      assert.equal(count(await statesOf(store), 'fresh'), QUEUES.length, 'all are fresh before the change');
      await Promise.all(QUEUES.map((queue) => store.invalidateTags(tagsOfQueue(queue).slice(1), NEVER)));
      for (let round = 1; round <= 3; round++) {
        await churn();
        assert.equal(count(await statesOf(store), 'fresh'), 0, `after ${round} rounds`);
        // Requests create the tags that were evicted, without replacing the entries.
        await Promise.all(
          QUEUES.map((queue) =>
            acquireIn(store, keyOf(queue), { holder: randomUUID(), tags: tagsOfQueue(queue), termMs: 1 }),
          ),
        );
        assert.equal(count(await statesOf(store), 'fresh'), 0, `with new tags after ${round} rounds`);
      }
    });
});

test('an entry is not fresh after its tags were deleted, and not after they were created again', async (t) => {
  const { admin, store } = await startSmallRedis(t, EVICTION_POLICY);
  await storeFresh(store, 'deleted', HOUR_MS);
  await admin.del(...tagsOfQueue('deleted'));
  const state = async () => {
    const terms = { nowMs: Date.now(), staleMs: HOUR_MS, maxAgeMs: undefined };
    return judge(await store.get(keyOf('deleted'), tagsOfQueue('deleted'), NEVER), terms).state;
  };
  assert.equal(await state(), 'stale');
  await acquireIn(store, keyOf('deleted'), { holder: randomUUID(), tags: tagsOfQueue('deleted') });
  assert.equal(await state(), 'stale');
});

describe(`with the policy of the stack, ${EVICTION_POLICY}, a full Redis keeps what coordinates the containers`, () => {
  test('leases: one of 16 containers holds the lease of a key', async (t) => {
    const { store, churn } = await startFullRedis(t, EVICTION_POLICY);
    for (const key of ['{a}1', '{a}2', '{b}1']) {
      assert.equal((await acquireIn(store, key, { holder: 'first', termMs: HOUR_MS })).outcome, 'acquired');
      await churn();
      for (let other = 1; other <= 15; other++)
        assert.equal((await acquireIn(store, key, { holder: `other ${other}` })).outcome, 'held');
    }
  });

  test('failures: the back-off lasts', async (t) => {
    const { store, churn } = await startFullRedis(t, EVICTION_POLICY);
    await acquireIn(store, '{a}failed');
    await store.putFailure('{a}failed', failureOf({ windowMs: HOUR_MS, memoryMs: HOUR_MS }), NEVER);
    await churn();
    assert.equal((await acquireIn(store, '{a}failed')).outcome, 'failed');
  });

  for (const callsPerMinute of [20, 270])
    test(`calls to Genesys: a limit of ${callsPerMinute} a minute stays that`, async (t) => {
      const { redis, churn } = await startFullRedis(t, EVICTION_POLICY);
      const limiter = limiterOn(redis, callsPerMinute);
      let allowed = 0;
      const startedMs = performance.now();
      for (let round = 1; round <= 3; round++) {
        for (let call = 1; call <= callsPerMinute; call++)
          if ((await limiter.take(calls(1), NEVER)) === 0) allowed++;
        await churn();
      }
      const windows = Math.ceil((performance.now() - startedMs) / RATE_WINDOW_MS);
      assert.ok(allowed >= callsPerMinute && allowed <= windows * callsPerMinute, `${allowed} calls`);
    });

  test('pauses: each lasts, and the namespace of an operation stays known', async (t) => {
    const { redis, churn } = await startFullRedis(t, EVICTION_POLICY);
    const limiter = limiterOn(redis, 0);
    const other = { name: 'getUser', family: 'users' };
    await limiter.pause(limitOf('shared', other), 1, NEVER);
    await limiter.pause(limitOf('shared'), HOUR_MS, NEVER);
    await limiter.pause({ of: 'login' }, HOUR_MS, NEVER);
    await churn();
    assert.ok((await limiter.take(calls(1), NEVER)) > 0);
    assert.ok((await limiter.take([other], NEVER)) > 0, 'the other operation of the namespace');
    assert.ok((await limiter.takeLogin(NEVER)) > 0);
    const unknown = [{ name: 'getFlow', family: 'flows' }];
    assert.equal(await limiter.take(unknown, NEVER), 0);
    await limiter.pause(OF_TOKEN, HOUR_MS, NEVER);
    await churn();
    assert.ok((await limiter.take(unknown, NEVER)) > 0);
  });

  test('the shared token and its leases: one of 16 containers logs in, and none while there is a token', async (t) => {
    const { redis, churn } = await startFullRedis(t, EVICTION_POLICY);
    const tokens = createTokenStore(redis, 'dataaction:token:{a}');
    const ask = async (holder: string) => (await tokens.acquire({ ...TOKEN_REQUEST, holder }, NEVER)).outcome;
    assert.equal(await ask('first'), 'acquired');
    await churn();
    for (let other = 1; other <= 15; other++) assert.equal(await ask(`other ${other}`), 'held');
    const endsAtMs = Date.now() + 10 * HOUR_MS;
    await tokens.put({ sealed: randomBytes(200), endsAtMs, refreshAtMs: endsAtMs - HOUR_MS }, 'first', NEVER);
    await churn();
    for (let other = 1; other <= 15; other++) assert.equal(await ask(`other ${other}`), 'fresh');
  });
});

/** A limiter whose container has started no pause, so only Redis makes it wait. */
function limiterOn(redis: RedisCommands, callsPerMinute: number): RateLimiter {
  const unused = () => assert.fail('the fallback was used instead of Redis');
  const fallback: ProcessRateLimiter = {
    pausedMs: () => 0,
    take: unused,
    takeLogin: async () => 0,
    pause: async () => undefined,
  };
  return createSharedRateLimiter({ redis, key: 'dataaction:rate:{client}', callsPerMinute, fallback });
}
