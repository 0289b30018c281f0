import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { askUntil, startBusyService, underLoad } from '../support/load.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

const TIMEOUT_MS = 250;

/** A primary and its replica, in step, and a service that knows them by the primary's address only. */
async function startPair(t: TestContext) {
  const [primary, replica] = [await startServer(t), await startServer(t)];
  const proxy = await startTcpProxy(primary.server.port);
  t.after(() => proxy[Symbol.asyncDispose]());
  await follow(replica.admin, primary.server);
  const env = { REDIS_URL: `redis://127.0.0.1:${proxy.port}`, REDIS_TIMEOUT_MS: String(TIMEOUT_MS) };
  const service = await startBusyService(t, env);
  return { primary, replica, proxy, service };
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
  const { primary, replica, proxy, service } = await startPair(t);
  await askUntil(service, 'cache');
  await underLoad(service, TIMEOUT_MS, async (answers) => {
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
  const { primary, replica, proxy, service } = await startPair(t);
  await askUntil(service, 'cache');
  await underLoad(service, TIMEOUT_MS, async (answers) => {
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
  const { primary, replica, proxy, service } = await startPair(t);
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
  const { proxy, service } = await startPair(t);
  await askUntil(service, 'cache');
  proxy.swallow();
  const first = await service.askQueues();
  assert.equal(first.statusCode, 200);
  assert.equal(first.headers['Cache-Status'], 'GenesysDataActionCache; fwd=bypass');
  await askUntil(service, 'cache');
  assert.equal(proxy.accepted, 2);
});
