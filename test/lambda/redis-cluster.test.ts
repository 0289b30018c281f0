import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.ts';
import { answered, readEvent, startService, type TestService } from '../support/service.ts';
import { createTlsCertificate } from '../support/tls-certificate.ts';

test('on a cluster: a miss, then a hit, shared between containers, and healthy', async (t) => {
  await using cluster = await startRedisCluster();
  await missThenHits(t, cluster);
});

test('on a cluster over TLS: a miss, then a hit, shared between containers, and healthy', async (t) => {
  const certificate = await createTlsCertificate(t);
  certificate.trust();
  await using cluster = await startRedisCluster({ certificate });
  await missThenHits(t, cluster);
});

async function missThenHits(t: TestContext, cluster: RedisCluster): Promise<void> {
  // Each server is the first that a container hears of; two of three have to lead it to the third.
  const containers: TestService[] = [];
  for (const { url } of cluster.masters) {
    const env = { REDIS_URL: url, REDIS_MODE: 'cluster' };
    const simulator = containers[0]?.simulator;
    containers.push(await startService(t, { env, ...(simulator && { simulator }) }));
  }
  const answers = [];
  for (const { askQueues } of containers) answers.push(await askQueues());
  assert.deepEqual(
    answers.map(({ headers }) => String(headers['Cache-Status']).replace(/ttl=\d+/, 'ttl')),
    [
      'GenesysDataActionCache; fwd=uri-miss; stored',
      'GenesysDataActionCache; hit; ttl',
      'GenesysDataActionCache; hit; ttl',
    ],
  );
  for (const { invoke } of containers)
    assert.deepEqual(answered(await invoke(readEvent('health'))).body, {
      status: 'healthy',
      redis: 'connected',
    });
}
