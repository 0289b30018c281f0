import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { requestFields } from '../../lambda/telemetry/log-line.ts';
import { type BusyService, startBusyService, underLoad } from '../support/load.ts';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.ts';
import type { RedisServer } from '../support/redis-server.ts';
import { createTlsCertificate } from '../support/tls-certificate.ts';
import { until } from '../support/until.ts';

const SLOTS = 16_384;
const REDIS = { enableReadyCheck: false, retryStrategy: () => 50 };

/** The two servers of one shard; each failover swaps their roles. */
interface Shard {
  master: RedisServer;
  replica: RedisServer;
}

/** Finds the shard that holds the entries. The services connect through another shard's master, which stays up. */
async function startOn(t: TestContext, { masters, replicas }: RedisCluster) {
  const urls = masters.map(({ url }) => url);
  const env = { REDIS_MODE: 'cluster' };
  const probe = await startBusyService(t, { ...env, REDIS_URL: urls[0] ?? '' });
  await probe.requestQueues();
  const { key } = requestFields(probe.records[0] ?? assert.fail());
  const admin = new Redis(urls[0] ?? '', REDIS);
  const index = Math.floor(((await admin.cluster('KEYSLOT', String(key))) * masters.length) / SLOTS);
  admin.disconnect();
  const [master, replica] = [masters[index] ?? assert.fail(), replicas[index] ?? assert.fail()];
  const bystander = urls.find((url) => url !== master.url) ?? assert.fail();
  return { shard: { master, replica }, start: () => startBusyService(t, { ...env, REDIS_URL: bystander }) };
}

/** Resolves once the service has stored an entry and the replica has it. */
async function settle(t: TestContext, service: BusyService, { replica }: Shard): Promise<Redis> {
  const admin = new Redis(replica.url, REDIS);
  admin.on('error', () => undefined);
  t.after(() => admin.disconnect());
  await until(async () => (await admin.info('replication')).includes('master_link_status:up'));
  await untilHit(service);
  await until(async () => (await admin.dbsize()) > 0);
  return admin;
}

/** The `Cache-Status` of a response, which must be a 200. */
async function cacheStatus(service: BusyService, parameters: Record<string, unknown> = {}): Promise<string> {
  const { statusCode, body, headers } = await service.requestQueues(parameters);
  assert.deepEqual([statusCode, body.status], [200, 'success']);
  return String(headers['Cache-Status']);
}

/** Repeats a request until it is a hit in Redis, not in the container's own copies. */
async function untilHit(service: BusyService): Promise<void> {
  await until(async () => (await cacheStatus(service)).startsWith('GenesysDataActionCache; hit;'));
}

/** Promotes the replica. `TAKEOVER` needs no agreement of the other nodes, for when the master is gone. */
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

  await t.test('after a planned failover of the shard no request fails, and hits continue', async (t) => {
    const service = await start();
    const replica = await settle(t, service, shard);
    await underLoad(service, async (responses) => {
      await responses(20);
      await takeOver(replica);
      await untilHit(service);
      await responses(20);
    });
    swap();
  });

  await t.test(
    "when the shard's master dies, no request fails, and the promoted replica serves hits",
    async (t) => {
      const service = await start();
      const replica = await settle(t, service, shard);
      await underLoad(service, async (responses) => {
        await shard.master.kill();
        await responses(20);
        assert.match(await cacheStatus(service), /^GenesysDataActionCacheLocalCopy; hit; ttl=\d+$/);
        assert.equal(
          await cacheStatus(service, { queueIds: ['not-copied'] }),
          'GenesysDataActionCache; fwd=bypass',
        );
        await takeOver(replica, 'TAKEOVER');
        await untilHit(service);
        await responses(20);
      });
      await shard.master.restart();
      swap();
    },
  );

  await t.test(
    "when the shard's master hangs, no request fails, and the promoted replica serves hits",
    async (t) => {
      const service = await start();
      const replica = await settle(t, service, shard);
      await underLoad(service, async (responses) => {
        shard.master.pause();
        await responses(20);
        await takeOver(replica, 'TAKEOVER');
        await untilHit(service);
        await responses(20);
      });
    },
  );
});
