import assert from 'node:assert/strict';
import { after, before, beforeEach, type TestContext, test } from 'node:test';
import { Cluster, Redis } from 'ioredis';
import { StoreCircuitOpen, StoreUnavailable } from '../../../lambda/cache/store.ts';
import type { MovableClock } from '../../support/movable-clock.ts';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.ts';
import { LONG_REDIS_TIMEOUT_MS, openRedisStore } from '../../support/redis-store.ts';
import { bytesIn, put } from '../../support/stored.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { until, untilSucceeds } from '../../support/until.ts';

/** The longest pause. */
const BREAKER_PAUSE_MS = 8000;
/** One key for each of the three masters. The hash tag keeps the keys of an entry in one slot. */
const KEYS = ['{c}', '{b}', '{a}'] as const;

let cluster: RedisCluster;
let admins: Redis[];
before(async () => {
  cluster = await startRedisCluster();
  admins = cluster.masters.map(({ url }) => new Redis<'legacy'>(url, { retryStrategy: () => 50 }));
  for (const admin of admins) admin.on('error', () => undefined);
});
beforeEach(() => Promise.all(admins.map((admin) => admin.flushall())));
after(async () => {
  for (const admin of admins) admin.disconnect();
  await cluster[Symbol.asyncDispose]();
});

function storeFor(t: TestContext) {
  const env = { REDIS_URL: cluster.masters[0]?.url ?? '', REDIS_MODE: 'cluster' };
  const { store, connection, clock } = openRedisStore(env);
  t.after(() => store.close());
  return { ...store, connection, clock };
}

/** Makes the current sockets time out soon. The sockets that replace them never time out. */
function shortenSocketTimeouts({ connection }: ReturnType<typeof storeFor>): void {
  assert.ok(connection.client instanceof Cluster);
  for (const node of connection.client.nodes()) {
    node.options.socketTimeout = 50;
    node.once('close', () => {
      node.options.socketTimeout = LONG_REDIS_TIMEOUT_MS;
    });
  }
}

/** The operation, after its timeout has passed. */
function timedOut<T>(clock: MovableClock, operation: Promise<T>): Promise<T> {
  clock.skip(LONG_REDIS_TIMEOUT_MS);
  return operation;
}

test('keys of all masters can be written and read concurrently, from the first command on', async (t) => {
  const store = storeFor(t);
  const keys = KEYS.flatMap((key) => [1, 2, 3].map((part) => `${key}${part}`));
  await Promise.all(keys.map((key) => put(store, key, key)));
  const values = await Promise.all(keys.map((key) => bytesIn(store, key)));
  assert.deepEqual(values.map(String), keys);
});

test('a write that timed out before the cluster was ready is not sent later', async (t) => {
  const admin = admins[2] ?? assert.fail();
  const store = storeFor(t);
  await put(store, '{a}other', 'early');
  const slot = await admin.cluster('KEYSLOT', 'a');
  await admin.cluster('DELSLOTS', slot);
  await assert.rejects(put(store, '{a}', 'late'), StoreUnavailable);
  await admin.cluster('ADDSLOTS', slot);
  await until(async () => String(await admin.cluster('INFO')).includes('cluster_state:ok'));
  await usedAgain(store);
  assert.equal(await admin.get('{a}'), null);
});

test('a write that timed out while its connection was cut repeatedly is not sent later', async (t) => {
  const proxies = await frontWithProxies(t);
  const store = storeFor(t);
  await put(store, '{a}', 'early');
  for (const proxy of proxies) proxy.pointTo(undefined);
  for (const proxy of proxies) proxy.cut();
  await assert.rejects(timedOut(store.clock, put(store, '{a}', 'late')), StoreUnavailable);
  for (const [index, proxy] of proxies.entries()) proxy.pointTo(cluster.masters[index]?.port);
  await usedAgain(store);
  assert.equal(await admins[2]?.get('{a}'), 'early');
});

test('half-open sockets to all masters cost one timeout', async (t) => {
  const proxies = await frontWithProxies(t);
  const store = storeFor(t);
  for (const key of KEYS) await put(store, key, key);
  for (const proxy of proxies) proxy.swallow();
  const accepted = proxies[2]?.accepted ?? assert.fail();
  shortenSocketTimeouts(store);
  await assert.rejects(timedOut(store.clock, bytesIn(store, '{a}')), StoreUnavailable);
  await until(() => (proxies[2]?.accepted ?? 0) > accepted);
  // The open breaker skips Redis until there is a new connection, so no other call waits for it.
  await until(() => {
    store.clock.skip(BREAKER_PAUSE_MS);
    return bytesIn(store, '{a}').then(
      (value) => String(value) === '{a}',
      (error: unknown) => {
        assert.ok(error instanceof StoreCircuitOpen, String(error));
        return false;
      },
    );
  });
});

test('a call to a master that is down fails as soon as the connection is refused', async (t) => {
  const store = storeFor(t);
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

/** Resolves once the client works again. By then it has sent every queued command. */
async function usedAgain({ clock, ...store }: ReturnType<typeof storeFor>): Promise<void> {
  await untilSucceeds(() => {
    clock.skip(BREAKER_PAUSE_MS);
    return put(store, '{a}another', 'value');
  });
}

/** Makes each master announce the port of a proxy until the test ends. Resolves when all nodes know the ports. */
async function frontWithProxies(t: TestContext): Promise<TcpProxy[]> {
  const proxies = await Promise.all(cluster.masters.map(({ port }) => startTcpProxy(port)));
  t.after(async () => {
    await announce(cluster.masters);
    await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()));
  });
  await announce(proxies);
  return proxies;
}

async function announce(nodes: readonly { port: number }[]): Promise<void> {
  for (const [index, admin] of admins.entries())
    await admin.config('SET', 'cluster-announce-port', String(nodes[index]?.port));
  for (const admin of admins)
    await until(async () => {
      const slots = JSON.stringify(await admin.cluster('SLOTS'));
      return nodes.every(({ port }) => slots.includes(`"localhost",${port},`));
    });
}
