import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { answered, readEvent, startService, type TestService } from '../support/service.ts';

test('on a cluster: a miss, then a hit, shared between containers, and healthy', async (t) => {
  await using cluster = await startRedisCluster();
  // Each server is the first that a container hears of; two of three have to lead it to the third.
  const containers: TestService[] = [];
  for (const { url } of cluster.servers) {
    const env = { REDIS_URL: url, REDIS_MODE: 'cluster', REDIS_TIMEOUT_MS: '3000' };
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
});
