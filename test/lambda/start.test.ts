import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { type App, createApp } from '../../lambda/app.ts';
import { parseConfig } from '../../lambda/config/environment.ts';
import { findFreePort } from '../support/free-port.ts';
import { LONG_TIMEOUTS } from '../support/long-timeouts.ts';
import { createMovableClock } from '../support/movable-clock.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { COMPILE_CACHE } from '../support/script.ts';
import { createTlsCertificate } from '../support/tls-certificate.ts';

const run = promisify(execFile);

const GENESYS = {
  GENESYS_REGION: 'mypurecloud.ie',
  GENESYS_CLIENT_ID: 'id',
  GENESYS_CLIENT_SECRET: 'secret',
};

function start(env: Record<string, string>): App {
  const ports = { clock: createMovableClock(), telemetry: { request: () => undefined } };
  return createApp(parseConfig({ ...GENESYS, ...env }), ports);
}

async function startTlsServer(t: TestContext): Promise<RedisServer> {
  const certificate = await createTlsCertificate(t);
  certificate.trust();
  const server = await startRedisServer({ isTls: true, arguments: certificate.redisArguments });
  t.after(() => server.close());
  return server;
}

/** Imports the function's entry point in a new process. Returns the resources that Node still waits for afterwards. */
async function startContainer(initializationType: string, env: Record<string, string>): Promise<string> {
  const entry = new URL('../../lambda/index.ts', import.meta.url).href;
  const code = `
    await import('${entry}');
    await new Promise(setImmediate);
    console.log(process.getActiveResourcesInfo().join());
    process.exit();`;
  const lambda = { AWS_LAMBDA_INITIALIZATION_TYPE: initializationType };
  const args = ['--input-type=module', '-e', code];
  const { stdout } = await run(process.execPath, args, {
    env: { ...COMPILE_CACHE, ...GENESYS, ...lambda, ...env },
  });
  return stdout;
}

async function connectionsSoFar(url: string): Promise<number> {
  const admin = new Redis(url);
  const stats = await admin.info('stats');
  admin.disconnect();
  return Number(/total_connections_received:(\d+)/.exec(stats)?.[1]);
}

test('a service has started once it is connected to Redis, with and without TLS', async (t) => {
  await using plain = await startRedisServer();
  for (const { url } of [plain, await startTlsServer(t)]) {
    const service = start({ REDIS_URL: url, ...LONG_TIMEOUTS });
    await service.started();
    // The service's connection and the one that reads this figure.
    assert.equal(await connectionsSoFar(url), 2);
    service.close();
  }
});

test('a service starts when Redis refuses connections', async () => {
  const url = `rediss://localhost:${await findFreePort()}`;
  const service = start({ REDIS_URL: url, ...LONG_TIMEOUTS });
  await service.started();
  service.close();
});

test('a service starts when Redis does not reply', async (t) => {
  const server = await startTlsServer(t);
  server.pause();
  const service = start({ REDIS_URL: server.url, REDIS_TIMEOUT_MS: '10' });
  await service.started();
  service.close();
});

test('a service without Redis starts immediately', async () => {
  await start({}).started();
});

test('an on-demand container does not wait for its connection to Redis during init', async () => {
  await using server = await startRedisServer();
  server.pause();
  const container = await startContainer('on-demand', { REDIS_URL: server.url, ...LONG_TIMEOUTS });
  assert.match(container, /TCPSocketWrap/);
});

test('a provisioned container waits for the reply of Redis during init', async () => {
  await using server = await startRedisServer();
  const env = { REDIS_URL: server.url, ...LONG_TIMEOUTS };
  await startContainer('provisioned-concurrency', env);
  const admin = new Redis(server.url, { protocol: 2, disableClientInfo: true });
  const commands = await admin.info('commandstats');
  admin.disconnect();
  assert.match(commands, /cmdstat_hello:calls=1,/);
});
