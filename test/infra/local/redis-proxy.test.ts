import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type RedisProxy, startRedisProxy } from '../../../infra/local/redis-proxy.ts';
import { until } from '../../support/until.ts';

/** Starts a proxy in front of a server that echoes everything. */
async function start(t: TestContext): Promise<{ proxy: RedisProxy; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const echo = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const proxy = await startRedisProxy({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
  t.after(async () => {
    await proxy.close();
    echo.close();
  });
  return { proxy, sockets };
}

async function connect(t: TestContext, { port }: RedisProxy) {
  const socket = createConnection({ host: '127.0.0.1', port });
  const errors: (string | undefined)[] = [];
  let received = '';
  socket.setEncoding('utf8').on('data', (text) => {
    received += text;
  });
  socket.on('error', ({ code }: NodeJS.ErrnoException) => errors.push(code));
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  return { socket, errors, received: () => received };
}

/**
 * Waits until a few messages have passed through another proxy without a fault. Bytes that the proxy under test does
 * not hold back have then also arrived, however slow the machine is.
 */
async function untilOtherProxyPassed(t: TestContext): Promise<void> {
  const { socket, received } = await connect(t, (await start(t)).proxy);
  for (let count = 1; count <= MESSAGES; count += 1) {
    socket.write('x');
    await until(() => received().length === count);
  }
}
const MESSAGES = 5;

test('passes megabytes in both directions, and closes the other side when one side closes', async (t) => {
  const { proxy, sockets } = await start(t);
  const { socket, received } = await connect(t, proxy);
  const text = 'x'.repeat(3 * 1024 * 1024);
  socket.write(text);
  await until(() => received().length === text.length);
  socket.destroy();
  await until(() => sockets.size === 0);
});

test('while it hangs, connections stay open and no bytes pass; afterwards the held bytes arrive', async (t) => {
  const { proxy } = await start(t);
  const before = await connect(t, proxy);
  proxy.turn('hang');
  const during = await connect(t, proxy);
  before.socket.write('one');
  during.socket.write('two');
  await untilOtherProxyPassed(t);
  assert.deepEqual([before.received(), during.received()], ['', '']);
  proxy.turn('pass');
  await until(() => before.received() === 'one' && during.received() === 'two');
});

test('while it refuses, it resets open and new connections; afterwards new ones work', async (t) => {
  const { proxy } = await start(t);
  const { socket, errors } = await connect(t, proxy);
  proxy.turn('refuse');
  await until(() => socket.closed);
  assert.deepEqual(errors, ['ECONNRESET']);
  const next = createConnection({ host: '127.0.0.1', port: proxy.port }).on('error', () => undefined);
  await until(() => next.closed);

  proxy.turn('pass');
  const { socket: healed, received } = await connect(t, proxy);
  healed.write('again');
  await until(() => received() === 'again');
});

test('bytes that are held back are dropped when the fault changes from hang to refuse', async (t) => {
  const { proxy } = await start(t);
  const { socket, received } = await connect(t, proxy);
  proxy.turn('hang');
  socket.write('held');
  await untilOtherProxyPassed(t);
  proxy.turn('refuse');
  await until(() => socket.closed);
  assert.equal(received(), '');
});

test('when a client disconnects while the proxy hangs, the connection to the server is closed', async (t) => {
  const { proxy, sockets } = await start(t);
  const { socket, received } = await connect(t, proxy);
  socket.write('one');
  await until(() => received() === 'one');
  proxy.turn('hang');
  socket.destroy();
  await until(() => sockets.size === 0);
});

test('while Redis is down, connections are closed', async (t) => {
  const proxy = await startRedisProxy({ host: '127.0.0.1', port: 1 });
  t.after(() => proxy.close());
  const { socket } = await connect(t, proxy);
  await until(() => socket.closed);
});

test('close ends open and hanging connections and frees the port', async (t) => {
  const { proxy, sockets } = await start(t);
  const { socket } = await connect(t, proxy);
  proxy.turn('hang');
  await proxy.close();
  await until(() => socket.closed && sockets.size === 0);
  const [error] = await once(createConnection({ host: '127.0.0.1', port: proxy.port }), 'error');
  assert.equal(error.code, 'ECONNREFUSED');
});
