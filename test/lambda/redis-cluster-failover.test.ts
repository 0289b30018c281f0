import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { requestFields } from '../../lambda/telemetry/log-line.ts';
import { askUntil, type BusyService, startBusyService, underLoad } from '../support/load.ts';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.ts';
import type { RedisServer } from '../support/redis-server.ts';
import { createTlsCertificate } from '../support/tls-certificate.ts';
import { until } from '../support/until.ts';

const SLOTS = 16_384;
const REDIS = { enableReadyCheck: false, retryStrategy: () => 50 };

/** The two servers of one part of the slots, which change places from test to test. */
interface Shard {
  master: RedisServer;
  replica: RedisServer;
}

/** A service of a cluster that is asked by a node which stays, and where its entries lie. */
async function startOn(t: TestContext, { masters, replicas }: RedisCluster) {
  const urls = masters.map(({ url }) => url);
  const env = { REDIS_MODE: 'cluster' };
  const probe = await startBusyService(t, { ...env, REDIS_URL: urls[0] ?? '' });
  await probe.askQueues();
  const { key } = requestFields(probe.records[0] ?? assert.fail());
  const admin = new Redis(urls[0] ?? '', REDIS);
  const index = Math.floor(((await admin.cluster('KEYSLOT', String(key))) * masters.length) / SLOTS);
  admin.disconnect();
  const [master, replica] = [masters[index] ?? assert.fail(), replicas[index] ?? assert.fail()];
  const bystander = urls.find((url) => url !== master.url) ?? assert.fail();
  return { shard: { master, replica }, start: () => startBusyService(t, { ...env, REDIS_URL: bystander }) };
}

/** Resolves once the replica has all that the master has, and the service has stored an entry. */
async function settle(t: TestContext, service: BusyService, { replica }: Shard): Promise<Redis> {
  const admin = new Redis(replica.url, REDIS);
  admin.on('error', () => undefined);
  t.after(() => admin.disconnect());
  await until(async () => (await admin.info('replication')).includes('master_link_status:up'));
  await askUntil(service, 'cache');
  await until(async () => (await admin.dbsize()) > 0);
  return admin;
}

/** Makes the replica the master; `TAKEOVER` does so without asking the others, as for a master that is gone. */
async function takeOver(replica: Redis, how?: 'TAKEOVER'): Promise<void> {
  await replica.call('CLUSTER', 'FAILOVER', ...(how ? [how] : []));
  await until(async () => (await replica.info('replication')).includes('role:master'));
}

test('a cluster over TLS under load', async (t) => {
  const certificate = await createTlsCertificate(t);
  certificate.trust();
  const cluster = await startRedisCluster({ certificate, hasReplicas: true });
  t.after(() => cluster[Symbol.asyncDispose]());
  const { shard, start } = await startOn(t, cluster);
  const swap = () => Object.assign(shard, { master: shard.replica, replica: shard.master });

  await t.test('the master of the entries hands over: no request fails, and hits go on', async (t) => {
    const service = await start();
    const replica = await settle(t, service, shard);
    await underLoad(service, async (answers) => {
      await answers(20);
      await takeOver(replica);
      await askUntil(service, 'cache');
      await answers(20);
    });
    swap();
  });

  await t.test('the master of the entries dies: no request fails, and its replica gives hits', async (t) => {
    const service = await start();
    const replica = await settle(t, service, shard);
    await underLoad(service, async (answers) => {
      await shard.master.kill();
      await answers(20);
      assert.equal((await service.askQueues()).body.source, 'api');
      await takeOver(replica, 'TAKEOVER');
      await askUntil(service, 'cache');
      await answers(20);
    });
    await shard.master.restart();
    swap();
  });

  await t.test('the master of the entries goes silent: the same', async (t) => {
    const service = await start();
    const replica = await settle(t, service, shard);
    await underLoad(service, async (answers) => {
      shard.master.pause();
      await answers(20);
      await takeOver(replica, 'TAKEOVER');
      await askUntil(service, 'cache');
      await answers(20);
    });
  });
});
