import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { LOCAL_HIT, requestUntilHit, startBusyService, underLoad } from '../support/load.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { LONG_REDIS_TIMEOUT_MS, startService } from '../support/service.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

/** The longest time the circuit breaker stays open. */
const BREAKER_PAUSE_MS = 8000;

/** Starts a primary, a replica in sync with it, and a proxy whose address leads to the primary. */
async function startPair(t: TestContext) {
  const [primary, replica] = [await startServer(t), await startServer(t)];
  const proxy = await startTcpProxy(primary.server.port);
  t.after(() => proxy[Symbol.asyncDispose]());
  await replicate(replica.admin, primary.server);
  return { primary, replica, proxy, url: `redis://127.0.0.1:${proxy.port}` };
}

async function startBusyPair(t: TestContext, redisTimeoutMs?: number) {
  const pair = await startPair(t);
  return { ...pair, service: await startBusyService(t, { REDIS_URL: pair.url }, redisTimeoutMs) };
}

async function startServer(t: TestContext) {
  const server = await startRedisServer({ arguments: ['--repl-diskless-sync-delay', '0'] });
  const admin = new Redis(server.url, { retryStrategy: () => null });
  admin.on('error', () => undefined);
  t.after(async () => {
    admin.disconnect();
    await server.close();
  });
  return { server, admin };
}

async function replicate(admin: Redis, { port }: RedisServer): Promise<void> {
  await admin.replicaof('127.0.0.1', port);
  await until(async () => (await admin.info('replication')).includes('master_link_status:up'));
}

test('when the primary dies under load, no request fails, and its promoted replica serves hits', async (t) => {
  const { primary, replica, proxy, service } = await startBusyPair(t);
  await requestUntilHit(service);
  await underLoad(service, async (responses) => {
    await primary.server.kill();
    await responses(12);
    assert.match(String((await service.requestQueues()).headers['Cache-Status']), LOCAL_HIT);
    await replica.admin.replicaof('NO', 'ONE');
    proxy.pointTo(replica.server.port);
    // The primary's entries were replicated, so this is a hit on the promoted replica.
    await requestUntilHit(service);
  });
});

test('when a demoted primary rejects writes under load, the client reconnects and writes to the new primary', async (t) => {
  const { primary, replica, proxy, service } = await startBusyPair(t, LONG_REDIS_TIMEOUT_MS);
  await requestUntilHit(service);
  await underLoad(service, async (responses) => {
    await replica.admin.replicaof('NO', 'ONE');
    proxy.pointTo(replica.server.port);
    await replicate(primary.admin, replica.server);
    await responses(12);
  });
  const last = await service.requestQueues({ queueIds: ['afterwards'] });
  assert.equal(last.headers['Cache-Status'], 'GenesysDataActionCache; fwd=uri-miss; stored');
  assert.equal(proxy.accepted, 2);
});

test('while the address still leads to a demoted primary, no request fails; entries are stored once it leads to the new one', async (t) => {
  const { primary, replica, proxy, service } = await startBusyPair(t, LONG_REDIS_TIMEOUT_MS);
  await requestUntilHit(service);
  await replica.admin.replicaof('NO', 'ONE');
  await replicate(primary.admin, replica.server);
  const unstored = await service.requestQueues({ queueIds: ['unstored'] });
  assert.equal(unstored.statusCode, 200);
  assert.equal(unstored.headers['Cache-Status'], 'GenesysDataActionCache; fwd=bypass');
  proxy.pointTo(replica.server.port);
  await requestUntilHit(service, { queueIds: ['unstored'] });
});

test('a half-open connection costs one timeout, then hits return without a restart', async (t) => {
  const { url, proxy } = await startPair(t);
  // The client itself also drops the socket after this long in real time.
  const env = { REDIS_URL: url, REDIS_TIMEOUT_MS: '2500' };
  const { requestQueues, clock } = await startService(t, { env });
  await requestUntilHit({ requestQueues });
  proxy.swallow();
  const pending = requestQueues();
  // One timer for the request's deadline and one for the Redis timeout.
  await until(() => clock.pendingTimers === 2);
  clock.skip(2500);
  const { statusCode, headers } = await pending;
  assert.equal(statusCode, 200);
  assert.match(String(headers['Cache-Status']), LOCAL_HIT);
  clock.skip(BREAKER_PAUSE_MS);
  await requestUntilHit({ requestQueues });
});
