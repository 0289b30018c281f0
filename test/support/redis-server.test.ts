import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { startRedisServer } from './redis-server.ts';

/** For a test that waits forever when it fails. */
const LIMITED = { timeout: 300_000 };

test('a started server stores data', async () => {
  await using server = await startRedisServer();
  await using client = connect(server.url);
  await client.redis.set('greeting', 'hello');
  assert.equal(await client.redis.get('greeting'), 'hello');
});

test('a killed server refuses connections; after a restart it is empty and on the same port', async () => {
  await using server = await startRedisServer();
  const { port } = server;
  await using before = connect(server.url);
  await before.redis.set('greeting', 'hello');

  await server.kill();
  await using client = connect(server.url);
  await assert.rejects(client.redis.connect(), /closed|ECONNREFUSED/);

  await server.restart();
  assert.equal(server.port, port);
  await using after = connect(server.url);
  assert.equal(await after.redis.get('greeting'), null);
});

test('restart ends the running process', async () => {
  await using server = await startRedisServer();
  await using before = connect(server.url);
  const first = await runIdOf(before.redis);
  await server.restart();
  await using after = connect(server.url);
  assert.notEqual(await runIdOf(after.redis), first);
});

test('a paused server replies to a command only after it is resumed', async () => {
  await using server = await startRedisServer();
  await using running = await startRedisServer();
  await using client = connect(server.url);
  await using other = connect(running.url);
  await Promise.all([client.redis.ping(), other.redis.ping()]);

  server.pause();
  let hasReplied = false;
  const reply = client.redis.ping().finally(() => {
    hasReplied = true;
  });
  // A server that is not paused has replied by the time another one has replied to 100 later commands.
  for (let count = 0; count < 100; count += 1) await other.redis.ping();
  assert.equal(hasReplied, false);
  server.resume();
  assert.equal(await reply, 'PONG');
});

test('a server with a password accepts its URL and rejects a missing or wrong password', async () => {
  await using server = await startRedisServer({ password: 'p@ss/word' });
  await using authenticated = connect(server.url);
  assert.equal(await authenticated.redis.ping(), 'PONG');

  const bare = `redis://127.0.0.1:${server.port}`;
  for (const [url, refusal] of [
    [bare, /NOAUTH/],
    [bare.replace('//', '//:wrong@'), /WRONGPASS|NOAUTH/],
  ] as const) {
    await using client = connect(url);
    await assert.rejects(client.redis.ping(), refusal);
  }
});

test('additional arguments are passed to the server', async () => {
  await using server = await startRedisServer({ arguments: ['--maxmemory', '2mb'] });
  await using client = connect(server.url);
  assert.deepEqual(await client.redis.config('GET', 'maxmemory'), ['maxmemory', String(2 * 1024 * 1024)]);
});

test('servers run side by side', async () => {
  await using first = await startRedisServer();
  await using second = await startRedisServer();
  assert.notEqual(first.port, second.port);
});

for (const state of ['running', 'paused', 'killed'] as const) {
  test(`close of a ${state} server leaves no process and no directory, and may be repeated`, async () => {
    await using server = await startRedisServer();
    await using client = connect(server.url);
    const pid = Number(/process_id:(\d+)/.exec(await client.redis.info('server'))?.[1]);
    const [, directory] = (await client.redis.config('GET', 'dir')) as [string, string];
    assert.ok(isAlive(pid) && existsSync(directory));

    if (state === 'paused') server.pause();
    if (state === 'killed') await server.kill();
    await server.close();
    await server.close();
    assert.ok(!isAlive(pid), `process ${pid} is still there`);
    assert.ok(!existsSync(directory), `${directory} is still there`);
  });
}

test('a server that was not closed ends with its process and leaves no directory', LIMITED, async () => {
  const script = `
    import { startRedisServer } from ${JSON.stringify(import.meta.resolve('./redis-server.ts'))};
    const { port } = await startRedisServer();
    process.stdout.write(String(port), () => process.exit());`;
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'unclosed-'));
  const program = [process.execPath, '--input-type=module', '--eval', script];
  const port = execFileSync('env', [`TMPDIR=${temporary.path}`, ...program], { encoding: 'utf8' });
  // A refused connection closes the socket, and so does the exit of the server. A running server keeps it open.
  const socket = createConnection({ host: '127.0.0.1', port: Number(port) });
  socket.on('error', () => {});
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  assert.deepEqual(readdirSync(temporary.path), []);
});

/** A client that never reconnects and is disconnected at the end of its block. */
function connect(url: string) {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  // Without a listener ioredis prints connection errors; the tests look at what commands reject with.
  redis.on('error', () => {});
  return { redis, [Symbol.asyncDispose]: async () => redis.disconnect() };
}

async function runIdOf(redis: Redis): Promise<string | undefined> {
  return /run_id:(\w+)/.exec(await redis.info('server'))?.[1];
}

/** Signal 0 only checks that the process exists. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
