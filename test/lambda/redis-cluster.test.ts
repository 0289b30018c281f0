import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.ts';
import { parseResponse, readEvent, startService, type TestService } from '../support/service.ts';
import { createTlsCertificate } from '../support/tls-certificate.ts';

test('containers that connect to different cluster nodes share an entry and are healthy', async (t) => {
  await using cluster = await startRedisCluster();
  await missThenHits(t, cluster);
});

test('containers that connect to different cluster nodes over TLS share an entry and are healthy', async (t) => {
  const certificate = await createTlsCertificate(t);
  certificate.trust();
  await using cluster = await startRedisCluster({ certificate });
  await missThenHits(t, cluster);
});

async function missThenHits(t: TestContext, cluster: RedisCluster): Promise<void> {
  // Each container starts with another node, so at least two are redirected to the node that owns the key.
  const containers: TestService[] = [];
  for (const { url } of cluster.masters) {
    const env = { REDIS_URL: url, REDIS_MODE: 'cluster' };
    const simulator = containers[0]?.simulator;
    containers.push(await startService(t, { env, ...(simulator && { simulator }) }));
  }
  const responses = [];
  for (const { requestQueues } of containers) responses.push(await requestQueues());
  assert.deepEqual(
    responses.map(({ headers }) => String(headers['Cache-Status']).replace(/ttl=\d+/, 'ttl')),
    [
      'GenesysDataActionCache; fwd=uri-miss; stored',
      'GenesysDataActionCache; hit; ttl',
      'GenesysDataActionCache; hit; ttl',
    ],
  );
  for (const { invoke } of containers)
    assert.deepEqual(parseResponse(await invoke(readEvent('health'))).body, {
      status: 'healthy',
      redis: 'connected',
    });
}
