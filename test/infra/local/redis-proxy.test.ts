import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type RedisProxy, startRedisProxy } from '../../../infra/local/redis-proxy.ts';
import { until } from '../../support/until.ts';

/** A server that sends back what it gets, behind a proxy. */
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
 * Waits for as long as bytes take to cross another proxy, which lets them through, some times over: however busy the
 * machine is, bytes that the proxy under test does not hold back would have arrived by then.
 */
async function untilOthersCrossed(t: TestContext): Promise<void> {
  const { socket, received } = await connect(t, (await start(t)).proxy);
  for (let times = 1; times <= CROSSINGS; times += 1) {
    socket.write('x');
    await until(() => received().length === times);
  }
}
const CROSSINGS = 5;

test('passes bytes both ways, megabytes too, and closes the other side when one closes', async (t) => {
  const { proxy, sockets } = await start(t);
  const { socket, received } = await connect(t, proxy);
  const text = 'x'.repeat(3 * 1024 * 1024);
  socket.write(text);
  await until(() => received().length === text.length);
  socket.destroy();
  await until(() => sockets.size === 0);
});

test('hanging, it keeps connections and moves nothing; then what was held back arrives', async (t) => {
  const { proxy } = await start(t);
  const before = await connect(t, proxy);
  proxy.turn('hang');
  const during = await connect(t, proxy);
  before.socket.write('one');
  during.socket.write('two');
  await untilOthersCrossed(t);
  assert.deepEqual([before.received(), during.received()], ['', '']);
  proxy.turn('pass');
  await until(() => before.received() === 'one' && during.received() === 'two');
});

test('refusing, it resets the connections that are open and every new one; then new ones work', async (t) => {
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

test('turned from hanging to refusing, nothing that was held back arrives', async (t) => {
  const { proxy } = await start(t);
  const { socket, received } = await connect(t, proxy);
  proxy.turn('hang');
  socket.write('held');
  await untilOthersCrossed(t);
  proxy.turn('refuse');
  await until(() => socket.closed);
  assert.equal(received(), '');
});

test('a client that gives up while it hangs lets go of the other side', async (t) => {
  const { proxy, sockets } = await start(t);
  const { socket, received } = await connect(t, proxy);
  socket.write('one');
  await until(() => received() === 'one');
  proxy.turn('hang');
  socket.destroy();
  await until(() => sockets.size === 0);
});

test('a Redis that is down closes the connection', async (t) => {
  const proxy = await startRedisProxy({ host: '127.0.0.1', port: 1 });
  t.after(() => proxy.close());
  const { socket } = await connect(t, proxy);
  await until(() => socket.closed);
});

test('close ends open and hanging connections, and the port', async (t) => {
  const { proxy, sockets } = await start(t);
  const { socket } = await connect(t, proxy);
  proxy.turn('hang');
  await proxy.close();
  await until(() => socket.closed && sockets.size === 0);
  const [error] = await once(createConnection({ host: '127.0.0.1', port: proxy.port }), 'error');
  assert.equal(error.code, 'ECONNREFUSED');
});
