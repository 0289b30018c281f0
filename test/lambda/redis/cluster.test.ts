import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { StoreSkipped, StoreUnavailable } from '../../../lambda/cache/store.ts';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.ts';
import { openRedisStore } from '../../support/redis-store.ts';
import { bytesIn, put } from '../../support/stored.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { until } from '../../support/until.ts';

const PATIENT_MS = 5000;
/** Far longer than the client waits between retries. */
const LONG_MS = 500;
/** One key per master; with a hash tag, because a key's lease and failure must be in its slot. */
const KEYS = ['{c}', '{b}', '{a}'] as const;

async function clusterFor(t: TestContext): Promise<RedisCluster> {
  const cluster = await startRedisCluster();
  t.after(() => cluster[Symbol.asyncDispose]());
  return cluster;
}

function storeFor(t: TestContext, { masters }: RedisCluster, timeoutMs = PATIENT_MS) {
  const { store, connection } = openRedisStore({
    REDIS_URL: masters[0]?.url ?? '',
    REDIS_MODE: 'cluster',
    REDIS_TIMEOUT_MS: String(timeoutMs),
  });
  t.after(() => store.close());
  return { ...store, connection };
}

function adminsOf(t: TestContext, { masters }: RedisCluster): Redis[] {
  return masters.map(({ url }) => {
    const admin = new Redis(url, { retryStrategy: () => 50 });
    admin.on('error', () => undefined);
    t.after(() => admin.disconnect());
    return admin;
  });
}

test('keys of all masters are stored and read, also all at once on first use', async (t) => {
  const store = storeFor(t, await clusterFor(t));
  const keys = KEYS.flatMap((key) => [1, 2, 3].map((part) => `${key}${part}`));
  await Promise.all(keys.map((key) => put(store, key, key)));
  const values = await Promise.all(keys.map((key) => bytesIn(store, key)));
  assert.deepEqual(values.map(String), keys);
});

test('a master that is down is unavailable as soon as it refuses the connection', async (t) => {
  const cluster = await clusterFor(t);
  const store = storeFor(t, cluster);
  await put(store, '{a}', 'value');
  await cluster.masters[2]?.kill();
  await assert.rejects(bytesIn(store, '{a}'), (error: StoreUnavailable) => {
    assert.doesNotMatch(
      `${error.message} ${error.cause}`,
      /did not reply within|Too many Cluster redirections/,
    );
    return true;
  });
});

test('a write that a cluster was not ready for is not sent later', async (t) => {
  const cluster = await clusterFor(t);
  const admin = adminsOf(t, cluster)[2] ?? assert.fail();
  const store = storeFor(t, cluster, 200);
  const slot = await admin.cluster('KEYSLOT', 'a');
  await admin.cluster('DELSLOTS', slot);
  await assert.rejects(put(store, '{a}', 'late'), StoreUnavailable);
  await admin.cluster('ADDSLOTS', slot);
  await until(async () => String(await admin.cluster('INFO')).includes('cluster_state:ok'));
  await sleep(LONG_MS);
  assert.equal(await admin.get('{a}'), null);
});

test('a write whose connection is cut repeatedly is not sent later', async (t) => {
  const cluster = await clusterFor(t);
  const proxies = await frontWithProxies(t, cluster);
  const store = storeFor(t, cluster, 50);
  await until(() => isUsable(put(store, '{a}', 'early')));
  for (const proxy of proxies) proxy.pointTo(undefined);
  for (const proxy of proxies) proxy.cut();
  await assert.rejects(put(store, '{a}', 'late'), StoreUnavailable);
  for (const [index, proxy] of proxies.entries()) proxy.pointTo(cluster.masters[index]?.port);
  await sleep(LONG_MS);
  assert.equal(await adminsOf(t, cluster)[2]?.get('{a}'), 'early');
});

test('half-open sockets to all masters cost one timeout', async (t) => {
  const cluster = await clusterFor(t);
  const proxies = await frontWithProxies(t, cluster);
  const store = storeFor(t, cluster, 1000);
  for (const key of KEYS) await until(() => isUsable(put(store, key, key)));
  for (const proxy of proxies) proxy.swallow();
  await assert.rejects(bytesIn(store, '{a}'), StoreUnavailable);
  // It is skipped until there is another connection, and never waited for again.
  await until(() =>
    bytesIn(store, '{a}').then(
      (value) => String(value) === '{a}',
      (error: unknown) => {
        assert.ok(error instanceof StoreSkipped, String(error));
        return false;
      },
    ),
  );
});

function isUsable(operation: Promise<unknown>): Promise<boolean> {
  return operation.then(
    () => true,
    () => false,
  );
}

/** Makes each master announce a proxy's port instead of its own; resolves once all masters know. */
async function frontWithProxies(t: TestContext, cluster: RedisCluster): Promise<TcpProxy[]> {
  const proxies = await Promise.all(cluster.masters.map(({ port }) => startTcpProxy(port)));
  t.after(() => Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]())));
  const admins = adminsOf(t, cluster);
  for (const [index, admin] of admins.entries())
    await admin.config('SET', 'cluster-announce-port', String(proxies[index]?.port));
  for (const admin of admins)
    await until(async () => {
      const slots = JSON.stringify(await admin.cluster('SLOTS'));
      return proxies.every(({ port }) => slots.includes(`"localhost",${port},`));
    });
  return proxies;
}
