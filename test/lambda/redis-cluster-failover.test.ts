import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { askUntil, startBusyService, underLoad } from '../support/load.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { createTlsCertificate } from '../support/tls-certificate.ts';
import { until } from '../support/until.ts';

const TIMEOUT_MS = 250;

/** A cluster over TLS, a service that has stored an entry in it, and the master and the replica of that entry. */
async function start(t: TestContext) {
  const certificate = await createTlsCertificate(t);
  certificate.trust();
  const cluster = await startRedisCluster({ certificate, hasReplicas: true });
  t.after(() => cluster[Symbol.asyncDispose]());
  const [master, bystander] = cluster.masters;
  const replica = new Redis(cluster.replicas[0]?.url ?? '');
  t.after(() => replica.disconnect());

  // A configuration endpoint leads to nodes that live.
  const env = {
    REDIS_URL: bystander?.url ?? '',
    REDIS_MODE: 'cluster',
    REDIS_TIMEOUT_MS: String(TIMEOUT_MS),
  };
  const service = await startBusyService(t, env);
  await askUntil(service, 'cache');
  assert.ok(master);
  await until(async () => (await replica.dbsize()) > 0);
  return { master, replica, service };
}

test('the master of the entries dies under load: no request fails, and its replica gives hits', async (t) => {
  const { master, replica, service } = await start(t);
  await underLoad(service, TIMEOUT_MS, async (answers) => {
    await master.kill();
    await answers(20);
    assert.equal((await service.askQueues()).body.source, 'api');
    await until(async () => (await replica.info('replication')).includes('role:master'));
    await askUntil(service, 'cache');
    await answers(20);
  });
});

test('the master of the entries goes silent under load: the same', async (t) => {
  const { master, replica, service } = await start(t);
  await underLoad(service, TIMEOUT_MS, async (answers) => {
    master.pause();
    await answers(20);
    await until(async () => (await replica.info('replication')).includes('role:master'));
    await askUntil(service, 'cache');
    await answers(20);
  });
});

test('the master of the entries hands over to its replica under load: no request fails, and hits go on', async (t) => {
  const { replica, service } = await start(t);
  await underLoad(service, TIMEOUT_MS, async (answers) => {
    await answers(20);
    await replica.cluster('FAILOVER');
    await until(async () => (await replica.info('replication')).includes('role:master'));
    await askUntil(service, 'cache');
    await answers(20);
  });
});
