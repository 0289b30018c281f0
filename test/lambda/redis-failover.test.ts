import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { askUntil, startBusyService, underLoad } from '../support/load.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { PATIENT_REDIS_MS, startService } from '../support/service.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

/** The longest one. */
const BREAKER_PAUSE_MS = 8000;

/** A primary and its replica, in step, and the address of the primary, by which a service knows them. */
async function startPair(t: TestContext) {
  const [primary, replica] = [await startServer(t), await startServer(t)];
  const proxy = await startTcpProxy(primary.server.port);
  t.after(() => proxy[Symbol.asyncDispose]());
  await follow(replica.admin, primary.server);
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

async function follow(admin: Redis, { port }: RedisServer): Promise<void> {
  await admin.replicaof('127.0.0.1', port);
  await until(async () => (await admin.info('replication')).includes('master_link_status:up'));
}

test('the primary dies under load and its replica is promoted: no request fails, and hits return', async (t) => {
  const { primary, replica, proxy, service } = await startBusyPair(t);
  await askUntil(service, 'cache');
  await underLoad(service, async (answers) => {
    await primary.server.kill();
    await answers(12);
    assert.equal((await service.askQueues()).body.source, 'api');
    await replica.admin.replicaof('NO', 'ONE');
    proxy.pointTo(replica.server.port);
    // What the primary had stored was replicated, so this is a hit on the promoted replica.
    await askUntil(service, 'cache');
  });
});

test('the primary is demoted under load and stays connected: what it refuses to write goes to the new one', async (t) => {
  const { primary, replica, proxy, service } = await startBusyPair(t, PATIENT_REDIS_MS);
  await askUntil(service, 'cache');
  await underLoad(service, async (answers) => {
    await replica.admin.replicaof('NO', 'ONE');
    proxy.pointTo(replica.server.port);
    await follow(primary.admin, replica.server);
    await answers(12);
  });
  const last = await service.askQueues({ queueIds: ['afterwards'] });
  assert.equal(last.headers['Cache-Status'], 'GenesysDataActionCache; fwd=uri-miss; stored');
  assert.equal(proxy.accepted, 2);
});

test('a demoted primary that is still the address fails no request, and the new one is used once it is', async (t) => {
  const { primary, replica, proxy, service } = await startBusyPair(t, PATIENT_REDIS_MS);
  await askUntil(service, 'cache');
  await replica.admin.replicaof('NO', 'ONE');
  await follow(primary.admin, replica.server);
  const unstored = await service.askQueues({ queueIds: ['meanwhile'] });
  assert.equal(unstored.statusCode, 200);
  assert.equal(unstored.headers['Cache-Status'], 'GenesysDataActionCache; fwd=uri-miss');
  proxy.pointTo(replica.server.port);
  await askUntil(service, 'cache', { queueIds: ['meanwhile'] });
});

test('a socket that is open at our end only costs one time-out, and hits return by themselves', async (t) => {
  const { url, proxy } = await startPair(t);
  // By the machine's clock, the client gives the socket up after as much.
  const env = { REDIS_URL: url, REDIS_TIMEOUT_MS: '2500' };
  const { askQueues, clock } = await startService(t, { env });
  await askUntil({ askQueues }, 'cache');
  proxy.swallow();
  const asked = askQueues();
  // That of the request, and that of the operation.
  await until(() => clock.pendingTimers === 2);
  clock.skip(2500);
  const { statusCode, headers } = await asked;
  assert.equal(statusCode, 200);
  assert.equal(headers['Cache-Status'], 'GenesysDataActionCache; fwd=bypass');
  clock.skip(BREAKER_PAUSE_MS);
  await askUntil({ askQueues }, 'cache');
});
