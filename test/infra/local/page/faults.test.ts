import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postFaults, postQueues } from '../../../support/local-page.ts';
import { passRedisTimeout, redisIsConnected, startPageServer } from '../../../support/page-server.ts';
import { startRedisServer } from '../../../support/redis-server.ts';

test('requests fail while Genesys has a fault and succeed again after heal', async (t) => {
  const { url } = await startPageServer(t);
  const broken = await postFaults(url, { genesys: '503' });
  assert.partialDeepStrictEqual(await broken.json(), { faults: { genesys: { active: '503' } } });
  assert.partialDeepStrictEqual(await (await postQueues(url)).json(), { code: 'genesys_unavailable' });

  const other = await postFaults(url, { genesys: '401' });
  assert.partialDeepStrictEqual(await other.json(), { faults: { genesys: { active: '401' } } });
  const rejected = await postQueues(url, { pageNumber: 2 });
  assert.partialDeepStrictEqual(await rejected.json(), { code: 'genesys_authentication_failed' });

  const healed = await postFaults(url, { genesys: 'heal' });
  assert.partialDeepStrictEqual(await healed.json(), { faults: { genesys: { active: null } } });
  assert.equal((await postQueues(url, { pageNumber: 3 })).status, 200);
});

for (const fault of ['refuse', 'hang']) {
  test(`with the Redis fault "${fault}" a request gets the copy, or bypasses the cache; after heal it is a hit again`, async (t) => {
    await using redis = await startRedisServer();
    const server = await startPageServer(t, { REDIS_URL: redis.url });
    const cacheStatus = async (parameters?: Record<string, unknown>) =>
      (await postQueues(server.url, parameters)).headers.get('cache-status') ?? '';
    await redisIsConnected(server);
    await cacheStatus();
    assert.match(await cacheStatus(), /^GenesysDataActionCache; hit;/);

    await postFaults(server.url, { redis: fault });
    assert.match(
      await passRedisTimeout(server, cacheStatus()),
      /^GenesysDataActionCacheLocalCopy; hit; ttl=\d+$/,
    );
    assert.equal(
      await passRedisTimeout(server, cacheStatus({ pageNumber: 2 })),
      'GenesysDataActionCache; fwd=bypass',
    );

    await postFaults(server.url, { redis: 'heal' });
    await redisIsConnected(server);
    assert.match(await cacheStatus(), /^GenesysDataActionCache; hit;/);
  });
}

const lockedCases = [
  { env: {}, redis: /set REDIS_URL/ },
  { env: { REDIS_URL: 'rediss://localhost:1' }, redis: /TLS/ },
  { env: { REDIS_URL: 'redis://localhost:1', REDIS_MODE: 'cluster' }, redis: /cluster/ },
];

for (const { env, redis } of lockedCases) {
  test(`with ${JSON.stringify(env)} a Redis fault is refused with the reason`, async (t) => {
    const { url } = await startPageServer(t, env);
    const response = await postFaults(url, { redis: 'refuse' });
    assert.equal(response.status, 409);
    assert.match(await response.text(), redis);
  });
}

test('a fault of the real Genesys Cloud is refused', async (t) => {
  const { url } = await startPageServer(t, {
    GENESYS_CLIENT_ID: 'id',
    GENESYS_CLIENT_SECRET: 'secret',
    GENESYS_REGION: 'mypurecloud.ie',
  });
  const response = await postFaults(url, { genesys: '503' });
  assert.equal(response.status, 409);
  assert.match(await response.text(), /real Genesys Cloud/);
});

test('a request with an invalid fault sets no fault, even if it has a valid one as well', async (t) => {
  const { url } = await startPageServer(t);
  for (const invalid of [{ genesys: 'fire' }, { genesys: 'constructor' }, { database: 'hang' }, 'x', null])
    assert.equal((await postFaults(url, invalid)).status, 400, JSON.stringify(invalid));
  assert.equal((await postFaults(url, { genesys: '503', redis: 'fire' })).status, 400);
  assert.equal((await postFaults(url, { genesys: '503', redis: 'hang' })).status, 409);
  assert.equal((await postFaults(url, { genesys: 'x'.repeat(1100) })).status, 413);
  assert.equal((await postFaults(url, { genesys: '503' }, { 'content-type': 'text/plain' })).status, 415);
  assert.partialDeepStrictEqual(await (await fetch(`${url}/local/state`)).json(), {
    faults: { genesys: { active: null } },
  });
});
