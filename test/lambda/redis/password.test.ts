import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { createRedisClient, openRedisConnection } from '../../../lambda/redis/client.ts';
import { createRedisCommands } from '../../../lambda/redis/commands.ts';
import { iamToken } from '../../../lambda/redis/iam-token.ts';
import { createRedisPassword } from '../../../lambda/redis/password.ts';
import { createRedisStore } from '../../../lambda/redis/store.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMovableClock } from '../../support/movable-clock.ts';
import { startRedisCluster } from '../../support/redis-cluster.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { LONG_REDIS_TIMEOUT_MS, openRedisStore } from '../../support/redis-store.ts';
import { startSecretsManager } from '../../support/secrets-manager.ts';
import { bytesIn, put } from '../../support/stored.ts';
import { until, untilSucceeds } from '../../support/until.ts';

const NEVER = new AbortController().signal;
/** The longest pause. */
const BREAKER_PAUSE_MS = 8000;
const USER = 'cache-user';
/** Lifetime of an IAM token. */
const LIFETIME_MS = 900_000;

test('no operation fails while the password rotates and connections are cut under load', async (t) => {
  const server = await startRedisServer();
  const admin = new Redis(server.url);
  t.after(async () => {
    admin.disconnect();
    await server.close();
  });
  const request = { userName: USER, cacheName: 'cache', isServerless: false, region: 'eu-central-1' };
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const clock = createFakeClock();
  // As in ElastiCache, a token is valid before the client uses it and for a while after the next one is valid.
  const allow = (rule: '>' | '<', tokenMs: number) =>
    admin.call('ACL', 'SETUSER', USER, 'on', `${rule}${iamToken(request, credentials, tokenMs)}`);
  const rotate = async () => {
    await allow('>', clock.epochMs() + LIFETIME_MS);
    await clock.advance(LIFETIME_MS);
    await allow('<', clock.epochMs() - 2 * LIFETIME_MS);
  };
  await admin.call('ACL', 'SETUSER', USER, '~dataaction:*', '+@all');
  for (const tokenMs of [clock.epochMs() - LIFETIME_MS, clock.epochMs()]) await allow('>', tokenMs);

  const password = createRedisPassword({ from: 'iam', request, credentials }, clock);
  const address = { host: '127.0.0.1', port: server.port, db: 0, isTls: false, isCluster: false };
  const options = {
    ...address,
    username: USER,
    password: password.current,
    timeoutMs: LONG_REDIS_TIMEOUT_MS,
  };
  const client = createRedisClient(options);
  const store = createRedisStore(
    createRedisCommands(openRedisConnection(client, password), LONG_REDIS_TIMEOUT_MS, createMovableClock()),
  );
  t.after(() => store.close());

  let isRotating = true;
  let operations = 0;
  const load = Array.from({ length: 4 }, async (_, worker) => {
    for (let turn = 0; isRotating; turn += 1) {
      const key = `dataaction:${worker}:${turn}`;
      await put(store, key, String(turn));
      assert.equal(String(await bytesIn(store, key)), String(turn));
      operations += 2;
    }
  });
  let cuts = 0;
  for (let rotation = 0; rotation < 10; rotation += 1) {
    await rotate();
    cuts += Number(await admin.call('CLIENT', 'KILL', 'USER', USER));
    const enough = operations + 4;
    await until(() => operations >= enough);
  }
  isRotating = false;
  await Promise.all(load);
  assert.ok(cuts >= 9, `${cuts} connections cut`);
});

test('a password from a secret is read before the first connection, and again after it is refused', async (t) => {
  const server = await startRedisServer({ password: 'first' });
  t.after(() => server.close());
  const secrets = await startSecretsManager(t, 'first', 'redis-password');
  const { store, connection, clock } = openRedisStore({
    REDIS_URL: `redis://127.0.0.1:${server.port}`,
    REDIS_PASSWORD_SECRET_ID: 'redis-password',
  });
  t.after(() => store.close());
  await store.ping(NEVER);

  await connection.client.call('CONFIG', 'SET', 'requirepass', 'second');
  secrets.text = 'second';
  assert.ok(connection.client instanceof Redis);
  connection.client.stream.destroy();
  await untilSucceeds(() => {
    clock.skip(BREAKER_PAUSE_MS);
    return store.ping(NEVER);
  });
  assert.ok(secrets.reads >= 2);
});

test('a cluster client reads the secret again after its password is refused', async (t) => {
  const cluster = await startRedisCluster();
  t.after(() => cluster[Symbol.asyncDispose]());
  const admins = cluster.masters.map(({ url }) => new Redis(url));
  t.after(() => {
    for (const admin of admins) admin.disconnect();
  });
  const secrets = await startSecretsManager(t, 'first', 'redis-password');
  const change = (password: string) => {
    secrets.text = password;
    return Promise.all(admins.map((admin) => admin.config('SET', 'requirepass', password)));
  };
  await change('first');
  const { store, clock } = openRedisStore({
    REDIS_URL: cluster.masters[0]?.url ?? '',
    REDIS_MODE: 'cluster',
    REDIS_PASSWORD_SECRET_ID: 'redis-password',
  });
  t.after(() => store.close());
  await put(store, '{key}', 'value');

  await change('second');
  for (const admin of admins) await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  const value = await untilSucceeds(() => {
    clock.skip(BREAKER_PAUSE_MS);
    return bytesIn(store, '{key}');
  });
  assert.equal(String(value), 'value');
  assert.ok(secrets.reads >= 2);
});
