import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { LONG_REDIS_TIMEOUT_MS, openRedisStore } from '../../support/redis-store.ts';
import { acquireIn, bytesIn, put } from '../../support/stored.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { createTlsCertificate } from '../../support/tls-certificate.ts';
import { until, untilSucceeds } from '../../support/until.ts';

/** The longest pause. */
const BREAKER_PAUSE_MS = 8000;
const NEVER = new AbortController().signal;

async function serverFor(t: TestContext, options?: Parameters<typeof startRedisServer>[0]) {
  const server = await startRedisServer(options);
  t.after(() => server.close());
  return server;
}

function storeFor(t: TestContext, url: string) {
  const { store, connection, clock } = openRedisStore({ REDIS_URL: url });
  t.after(() => store.close());
  return { ...store, connection, clock };
}

const unavailable = (cause: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StoreUnavailable);
  const causeText = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : '';
  assert.match(`${error.message} ${causeText}`, cause);
  return true;
};

test('an operation fails as soon as Redis refuses the connection', async (t) => {
  const server = await serverFor(t);
  await server.kill();
  const store = storeFor(t, server.url);
  await assert.rejects(bytesIn(store, 'key'), unavailable(/ECONNREFUSED/));
});

test('an operation fails after the timeout of a Redis that hangs, and Redis is used again once it replies', async (t) => {
  const server = await serverFor(t);
  const store = storeFor(t, server.url);
  await store.connection.ready(NEVER);
  server.pause();
  const hanging = bytesIn(store, 'key');
  store.clock.skip(LONG_REDIS_TIMEOUT_MS);
  await assert.rejects(hanging, unavailable(/did not reply within 60000 ms/));
  server.resume();
  await repliesAgain(store);
});

test('an operation fails after the timeout of a Redis that has never replied', async (t) => {
  const server = await serverFor(t);
  server.pause();
  const store = storeFor(t, server.url);
  const hanging = store.ping(NEVER);
  store.clock.skip(LONG_REDIS_TIMEOUT_MS);
  await assert.rejects(hanging, unavailable(/did not reply within 60000 ms/));
  server.resume();
  await repliesAgain(store);
});

test('a half-open socket is closed and replaced', async (t) => {
  const server = await serverFor(t);
  const proxy = await startTcpProxy(server.port);
  t.after(() => proxy[Symbol.asyncDispose]());
  const store = storeFor(t, `redis://127.0.0.1:${proxy.port}`);
  await put(store, 'key', 'value');
  proxy.swallow();
  const { client } = store.connection;
  assert.ok(client instanceof Redis);
  // This socket gets no reply; the socket that replaces it never times out.
  client.options.socketTimeout = 50;
  client.once('close', () => {
    client.options.socketTimeout = LONG_REDIS_TIMEOUT_MS;
  });
  assert.equal(String(await bytesIn(store, 'key')), 'value');
  assert.equal(proxy.accepted, 2);
});

test('a restarted Redis is used again', async (t) => {
  const server = await serverFor(t);
  const store = storeFor(t, server.url);
  await put(store, 'key', 'value');
  await server.kill();
  await assert.rejects(bytesIn(store, 'key'), StoreUnavailable);
  await server.restart();
  await repliesAgain(store);
  assert.equal(await bytesIn(store, 'key'), undefined);
});

test('a command is sent again after its connection breaks', async (t) => {
  const server = await serverFor(t);
  const store = storeFor(t, server.url);
  await put(store, 'key', 'value');
  const reply = bytesIn(store, 'key');
  const { client } = store.connection;
  assert.ok(client instanceof Redis);
  client.stream.destroy();
  assert.equal(String(await reply), 'value');
});

for (const scheme of ['redis', 'rediss'])
  test(`a ${scheme} connection that is cut during the handshake is reopened, and the operation waits for it`, async (t) => {
    const certificate = await createTlsCertificate(t);
    certificate.trust();
    const isTls = scheme === 'rediss';
    const server = await serverFor(t, { isTls, arguments: certificate.redisArguments });
    const proxy = await startTcpProxy();
    t.after(() => proxy[Symbol.asyncDispose]());
    const store = storeFor(t, `${scheme}://localhost:${proxy.port}`);
    const reply = bytesIn(store, 'key');
    reply.catch(() => undefined);
    await until(() => proxy.accepted >= 2);
    proxy.pointTo(server.port);
    assert.equal(await reply, undefined);
  });

test('a full Redis refuses writes and still serves reads', async (t) => {
  const server = await serverFor(t, { arguments: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] });
  const store = storeFor(t, server.url);
  await assert.rejects(put(store, 'key', Buffer.alloc(1000)), unavailable(/OOM/));
  assert.equal(await bytesIn(store, 'key'), undefined);
});

test('Redis is unavailable with a wrong password', async (t) => {
  const server = await serverFor(t, { password: 'right' });
  const wrong = storeFor(t, server.url.replace('right', 'wrong'));
  await assert.rejects(bytesIn(wrong, 'key'), unavailable(/WRONGPASS|closed/));
  const right = storeFor(t, server.url);
  assert.equal(await bytesIn(right, 'key'), undefined);
});

test('a key that holds a list is read as absent and overwritten', async (t) => {
  const server = await serverFor(t);
  const other = new Redis(server.url);
  t.after(() => other.disconnect());
  await other.rpush('key', 'a', 'b');
  const store = storeFor(t, server.url);
  assert.equal(await bytesIn(store, 'key'), undefined);
  await put(store, 'key', 'value');
  assert.equal(String(await bytesIn(store, 'key')), 'value');
});

test('a server other than Redis is unavailable', async (t) => {
  const stranger = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  t.after(() => stranger.close());
  const address = stranger.address();
  assert.ok(typeof address === 'object' && address !== null);
  const store = storeFor(t, `redis://127.0.0.1:${address.port}`);
  // The client reconnects without end.
  const reply = bytesIn(store, 'key');
  store.clock.skip(LONG_REDIS_TIMEOUT_MS);
  await assert.rejects(reply, StoreUnavailable);
});

test('sends one command per operation and loads each script once', async (t) => {
  const server = await serverFor(t);
  const store = storeFor(t, server.url);
  const write = () => put(store, 'key', 'value');
  await write();
  assert.deepEqual(await commandsDuring(server, () => store.get('key', ['a', 'b'], NEVER)), { mget: 1 });

  const { evalsha, eval: texts } = await commandsDuring(server, async () => {
    await write();
    await acquireIn(store, 'other');
    await acquireIn(store, 'other');
  });
  assert.deepEqual({ evalsha, texts }, { evalsha: 3, texts: 1 });
});

/** The number of calls of each command during the work, without the commands of this test itself. */
async function commandsDuring(
  server: RedisServer,
  work: () => Promise<unknown>,
): Promise<Record<string, number>> {
  const observer = new Redis(server.url, { disableClientInfo: true, enableReadyCheck: false });
  await observer.config('RESETSTAT');
  await work();
  const info = await observer.info('commandstats');
  observer.disconnect();
  const calls = [...info.matchAll(/cmdstat_([\w|]+):calls=(\d+)/g)].map(
    ([, name = '', count]) => [name, Number(count)] as const,
  );
  return Object.fromEntries(calls.filter(([name]) => !/^(info|config.*)$/.test(name)));
}

/** Pings until Redis replies. */
function repliesAgain({ ping, clock }: ReturnType<typeof storeFor>): Promise<void> {
  return untilSucceeds(() => {
    clock.skip(BREAKER_PAUSE_MS);
    return ping(NEVER);
  });
}
