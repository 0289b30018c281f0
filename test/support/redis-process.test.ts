import assert from 'node:assert/strict';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRedisBinary } from './redis-binary.ts';
import { type RedisProcessOptions, RedisStartError, startRedisProcess } from './redis-process.ts';
import { startRedisServer } from './redis-server.ts';

test('a port taken by another Redis server is reported as port-taken', async () => {
  await using holder = await startRedisServer();
  await assert.rejects(startRedisProcess(await optionsFor(holder.port)), (error) => {
    assert.ok(error instanceof RedisStartError);
    assert.equal(error.code, 'port-taken');
    assert.match(error.message, new RegExp(`on port ${holder.port} ended with 1`));
    return true;
  });
});

test('a server that ends early is reported with the last lines it wrote', async () => {
  const options = { ...(await optionsFor(0)), arguments: ['--no-such-option', 'yes'] };
  await assert.rejects(startRedisProcess(options), { code: 'exited', message: /no-such-option/ });
});

test('a server that is not ready within the timeout is reported', async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'never-ready-'));
  const path = join(directory.path, 'redis-server');
  await writeFile(path, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
  const options = { ...(await optionsFor(0)), path, readyTimeoutMs: 0 };
  await assert.rejects(startRedisProcess(options), { code: 'timed-out', message: /not ready within 0 ms/ });
});

test('a program that cannot be run is reported with the system error code', async () => {
  const options = { ...(await optionsFor(0)), path: '/nowhere/redis-server' };
  await assert.rejects(startRedisProcess(options), { code: 'ENOENT' });
});

async function optionsFor(port: number): Promise<RedisProcessOptions> {
  const binary = await findRedisBinary();
  assert.ok(binary);
  return {
    path: binary.path,
    port,
    directory: tmpdir(),
    password: undefined,
    isTls: false,
    arguments: [],
    readyTimeoutMs: 120_000,
  };
}
