import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { requestFields } from '../../lambda/telemetry/log-line.ts';
import { LOCAL_HIT } from '../support/load.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { LONG_REDIS_TIMEOUT_MS, parseResponse, readEvent, startService } from '../support/service.ts';
import { until } from '../support/until.ts';

/** The longest time the circuit breaker stays open. */
const BREAKER_PAUSE_MS = 8000;

async function start(t: TestContext, redisArguments: string[] = []) {
  const redis = await startRedisServer({ arguments: redisArguments });
  t.after(() => redis.close());
  const env = { REDIS_URL: redis.url };
  const service = await startService(t, { env });
  const health = async () => parseResponse(await service.invoke(readEvent('health')));
  const observer = new Redis(redis.url, { retryStrategy: () => 50 });
  observer.on('error', () => undefined);
  t.after(() => observer.disconnect());
  /** The client reconnects in real time, so this may take several requests. */
  const untilHit = () =>
    until(async () => {
      service.clock.skip(BREAKER_PAUSE_MS);
      const { statusCode, headers } = await service.requestQueues();
      assert.equal(statusCode, 200);
      return String(headers['Cache-Status']).startsWith('GenesysDataActionCache; hit');
    });
  return { redis, observer, health, untilHit, env, ...service };
}

test('a container gets a hit on an entry that another container stored', async (t) => {
  const { env, simulator, requestQueues } = await start(t);
  const other = await startService(t, { env, simulator });
  await requestQueues({ queueIds: 'B,a' });
  const { body } = await other.requestQueues({ queueIds: ['a', 'b', 'B '] });
  assert.equal(body.source, 'cache');
  assert.equal(simulator.calls.api, 1);
});

test('Redis keeps an entry for its jittered TTL and another hour as stale', async (t) => {
  const { observer, requestQueues, records } = await start(t);
  await requestQueues();
  const key = String(requestFields(records[0] ?? assert.fail()).key);
  const ttlMs = await observer.pttl(key);
  assert.ok(ttlMs > 3_860_000 && ttlMs <= 3_930_000, `${ttlMs} ms`);
});

test('an unreadable entry is a miss and is overwritten', async (t) => {
  const { observer, requestQueues, records } = await start(t);
  await requestQueues();
  const key = String(requestFields(records[0] ?? assert.fail()).key);
  for (const corrupt of [() => observer.set(key, '{"data":1}'), () => observer.setrange(key, 300, 'X')]) {
    await corrupt();
    const miss = await requestQueues();
    assert.equal(miss.headers['Cache-Status'], 'GenesysDataActionCache; fwd=miss; stored');
    assert.equal((await requestQueues()).body.source, 'cache');
  }
});

test('a key of the wrong type is a miss and is overwritten', async (t) => {
  const { observer, requestQueues, records } = await start(t);
  await requestQueues();
  const key = String(requestFields(records[0] ?? assert.fail()).key);
  await observer.del(key);
  await observer.hset(key, 'field', 'value');
  assert.equal(
    (await requestQueues()).headers['Cache-Status'],
    'GenesysDataActionCache; fwd=uri-miss; stored',
  );
  assert.equal((await requestQueues()).body.source, 'cache');
});

test("when Redis dies, requests get the container's own copies; after a restart it is used again", async (t) => {
  const { redis, requestQueues, health, untilHit } = await start(t);
  await requestQueues();
  assert.equal((await requestQueues()).body.source, 'cache');
  assert.deepEqual((await health()).body, { status: 'healthy', redis: 'connected' });

  await redis.kill();
  const copied = await requestQueues();
  assert.equal(copied.statusCode, 200);
  assert.match(String(copied.headers['Cache-Status']), LOCAL_HIT);
  const bypassed = await requestQueues({ pageNumber: 2 });
  assert.equal(bypassed.statusCode, 200);
  assert.equal(bypassed.headers['Cache-Status'], 'GenesysDataActionCache; fwd=bypass');
  assert.match(String((await requestQueues({ pageNumber: 2 })).headers['Cache-Status']), LOCAL_HIT);
  const unhealthy = await health();
  assert.equal(unhealthy.statusCode, 503);
  assert.deepEqual(unhealthy.body, { status: 'unhealthy', redis: 'disconnected' });

  await redis.restart();
  await untilHit();
  assert.equal((await health()).statusCode, 200);
});

test("when Redis hangs, a request waits for the timeout, then gets the container's own copy", async (t) => {
  const { redis, clock, requestQueues, records, untilHit } = await start(t);
  await requestQueues();
  redis.pause();
  const pending = requestQueues();
  // One timer for the request's deadline and one for the Redis timeout.
  await until(() => clock.pendingTimers === 2);
  clock.skip(LONG_REDIS_TIMEOUT_MS);
  const { statusCode, headers } = await pending;
  assert.equal(statusCode, 200);
  assert.match(String(headers['Cache-Status']), LOCAL_HIT);
  const fields = requestFields(records[1] ?? assert.fail());
  assert.deepEqual(fields.cacheErrors, [
    `StoreUnavailable: Redis did not reply within ${LONG_REDIS_TIMEOUT_MS} ms`,
  ]);
  redis.resume();
  await untilHit();
});

test('when Redis is out of memory, the response comes from Genesys and is not stored', async (t) => {
  const { requestQueues, records } = await start(t, ['--maxmemory', '1', '--maxmemory-policy', 'noeviction']);
  const { statusCode, headers } = await requestQueues();
  assert.equal(statusCode, 200);
  assert.equal(headers['Cache-Status'], 'GenesysDataActionCache; fwd=bypass');
  const fields = requestFields(records[0] ?? assert.fail());
  assert.deepEqual([fields.lease, fields.cacheWrite], ['unavailable', undefined]);
  assert.match(String(fields.cacheErrors), /OOM/);
});
