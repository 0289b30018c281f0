import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { compose, type Service } from '../../lambda/compose.ts';
import { parseConfig } from '../../lambda/config.ts';
import { findFreePort, type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { createTlsCertificate } from '../support/tls-certificate.ts';

const GENESYS = {
  GENESYS_REGION: 'mypurecloud.ie',
  GENESYS_CLIENT_ID: 'id',
  GENESYS_CLIENT_SECRET: 'secret',
};

function start(env: Record<string, string>): Service {
  return compose(parseConfig({ ...GENESYS, ...env }), { telemetry: { request: () => undefined } });
}

async function startTlsServer(t: TestContext): Promise<RedisServer> {
  const certificate = await createTlsCertificate(t);
  certificate.trust();
  const server = await startRedisServer({ isTls: true, arguments: certificate.redisArguments });
  t.after(() => server.close());
  return server;
}

test('a container has started when it is connected to Redis over TLS', async (t) => {
  const { url } = await startTlsServer(t);
  const service = start({ REDIS_URL: url, REDIS_TIMEOUT_MS: '5000' });
  await service.started;
  const admin = new Redis(url);
  const clients = String(await admin.client('LIST'))
    .trim()
    .split('\n');
  admin.disconnect();
  service.close();
  assert.equal(clients.length, 2);
});

test('a container starts although Redis refuses connections', async () => {
  const url = `rediss://localhost:${await findFreePort()}`;
  const service = start({ REDIS_URL: url, REDIS_TIMEOUT_MS: '5000' });
  await service.started;
  service.close();
});

test('a container starts although Redis says nothing', async (t) => {
  const server = await startTlsServer(t);
  server.pause();
  const service = start({ REDIS_URL: server.url, REDIS_TIMEOUT_MS: '10' });
  await service.started;
  service.close();
});

test('without TLS, or without Redis, a container starts at once', async () => {
  await using server = await startRedisServer();
  server.pause();
  const service = start({ REDIS_URL: server.url, REDIS_TIMEOUT_MS: '5000' });
  await service.started;
  service.close();
  await start({}).started;
});
