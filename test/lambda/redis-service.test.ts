import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { requestFields } from '../../lambda/telemetry/log-line.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { answered, PATIENT_REDIS_MS, readEvent, startService } from '../support/service.ts';
import { until } from '../support/until.ts';

/** The longest one. */
const BREAKER_PAUSE_MS = 8000;

async function start(t: TestContext, redisArguments: string[] = []) {
  const redis = await startRedisServer({ arguments: redisArguments });
  t.after(() => redis.close());
  const env = { REDIS_URL: redis.url };
  const service = await startService(t, { env });
  const health = async () => answered(await service.invoke(readEvent('health')));
  const observer = new Redis(redis.url, { retryStrategy: () => 50 });
  observer.on('error', () => undefined);
  t.after(() => observer.disconnect());
  /** Connecting takes as long as it takes. */
  const untilHit = () =>
    until(async () => {
      service.clock.skip(BREAKER_PAUSE_MS);
      const { statusCode, body } = await service.askQueues();
      assert.equal(statusCode, 200);
      return body.source === 'cache';
    });
  return { redis, observer, health, untilHit, env, ...service };
}

test('two containers share what one of them has asked', async (t) => {
  const { env, simulator, askQueues } = await start(t);
  const other = await startService(t, { env, simulator });
  await askQueues({ queueIds: 'B,a' });
  const { body } = await other.askQueues({ queueIds: ['a', 'b', 'B '] });
  assert.equal(body.source, 'cache');
  assert.equal(simulator.calls.api, 1);
});

test('an entry lives in Redis as long as its jittered TTL, and an hour longer as a stale one', async (t) => {
  const { observer, askQueues, records } = await start(t);
  await askQueues();
  const key = String(requestFields(records[0] ?? assert.fail()).key);
  const ttlMs = await observer.pttl(key);
  assert.ok(ttlMs > 3_860_000 && ttlMs <= 3_930_000, `${ttlMs} ms`);
});

test('an entry that cannot be read is a miss and is overwritten', async (t) => {
  const { observer, askQueues, records } = await start(t);
  await askQueues();
  const key = String(requestFields(records[0] ?? assert.fail()).key);
  for (const damage of [() => observer.set(key, '{"data":1}'), () => observer.setrange(key, 300, 'X')]) {
    await damage();
    const miss = await askQueues();
    assert.equal(miss.headers['Cache-Status'], 'GenesysDataActionCache; fwd=miss; stored');
    assert.equal((await askQueues()).body.source, 'cache');
  }
});

test('a key of the wrong type is a miss and is overwritten', async (t) => {
  const { observer, askQueues, records } = await start(t);
  await askQueues();
  const key = String(requestFields(records[0] ?? assert.fail()).key);
  await observer.del(key);
  await observer.hset(key, 'field', 'value');
  assert.equal((await askQueues()).headers['Cache-Status'], 'GenesysDataActionCache; fwd=uri-miss; stored');
  assert.equal((await askQueues()).body.source, 'cache');
});

test('Redis killed in mid-test fails no request, and is used again once it is back', async (t) => {
  const { redis, askQueues, health, untilHit } = await start(t);
  await askQueues();
  assert.equal((await askQueues()).body.source, 'cache');
  assert.deepEqual((await health()).body, { status: 'healthy', redis: 'connected' });

  await redis.kill();
  const bypassed = await askQueues();
  assert.equal(bypassed.statusCode, 200);
  assert.equal(bypassed.body.source, 'api');
  assert.equal(bypassed.headers['Cache-Status'], 'GenesysDataActionCache; fwd=bypass');
  const unhealthy = await health();
  assert.equal(unhealthy.statusCode, 503);
  assert.deepEqual(unhealthy.body, { status: 'unhealthy', redis: 'disconnected' });

  await redis.restart();
  await untilHit();
  assert.equal((await health()).statusCode, 200);
});

test('a Redis that hangs costs its time-out, and no request', async (t) => {
  const { redis, clock, askQueues, records, untilHit } = await start(t);
  await askQueues();
  redis.pause();
  const asked = askQueues();
  // That of the request, and that of the operation.
  await until(() => clock.pendingTimers === 2);
  clock.skip(PATIENT_REDIS_MS);
  const { statusCode, headers } = await asked;
  assert.equal(statusCode, 200);
  assert.equal(headers['Cache-Status'], 'GenesysDataActionCache; fwd=bypass');
  const line = requestFields(records[1] ?? assert.fail());
  assert.deepEqual(line.cacheErrors, [`StoreUnavailable: Redis did not reply within ${PATIENT_REDIS_MS} ms`]);
  redis.resume();
  await untilHit();
});

test('a Redis that is full answers from Genesys and stores nothing', async (t) => {
  const { askQueues, records } = await start(t, ['--maxmemory', '1', '--maxmemory-policy', 'noeviction']);
  const { statusCode, headers } = await askQueues();
  assert.equal(statusCode, 200);
  assert.equal(headers['Cache-Status'], 'GenesysDataActionCache; fwd=uri-miss');
  const line = requestFields(records[0] ?? assert.fail());
  assert.deepEqual([line.lease, line.cacheWrite], ['unavailable', undefined]);
  assert.match(String(line.cacheErrors), /OOM/);
});
