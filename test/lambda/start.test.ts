import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { compose, type Service } from '../../lambda/compose.ts';
import { parseConfig } from '../../lambda/config.ts';
import { findFreePort, startRedisServer } from '../support/redis-server.ts';

const GENESYS = {
  GENESYS_REGION: 'mypurecloud.ie',
  GENESYS_CLIENT_ID: 'id',
  GENESYS_CLIENT_SECRET: 'secret',
};

function start(env: Record<string, string>): Service {
  return compose(parseConfig({ ...GENESYS, ...env }), { telemetry: { request: () => undefined } });
}

test('a container has started when it is connected to Redis', async () => {
  await using server = await startRedisServer();
  const service = start({ REDIS_URL: server.url, REDIS_TIMEOUT_MS: '5000' });
  await service.started;
  const admin = new Redis(server.url);
  const clients = String(await admin.client('LIST'))
    .trim()
    .split('\n');
  admin.disconnect();
  service.close();
  assert.equal(clients.length, 2);
});

test('a container starts although Redis refuses connections', async () => {
  const service = start({ REDIS_URL: `redis://127.0.0.1:${await findFreePort()}`, REDIS_TIMEOUT_MS: '5000' });
  await service.started;
  service.close();
});

test('a container starts although Redis says nothing', async () => {
  await using server = await startRedisServer();
  server.pause();
  const service = start({ REDIS_URL: server.url, REDIS_TIMEOUT_MS: '10' });
  await service.started;
  service.close();
});

test('a container without Redis starts at once', async () => {
  await start({}).started;
});
