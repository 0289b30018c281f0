import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { holdRedisService } from './hold-redis-service.ts';

test('only redis-server is prevented from starting, and only during the installation', async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'policy-'));
  const path = join(directory.path, 'policy-rc.d');
  const statuses = await holdRedisService(
    async () =>
      ['redis-server', 'redis-server.service', 'ssh'].map(
        (service) => spawnSync(path, [service, 'start']).status,
      ),
    path,
  );
  assert.deepEqual(statuses, [101, 101, 0]);
  assert.ok(!existsSync(path));
});

test('a failed installation removes the policy and rethrows its error', async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'policy-'));
  const path = join(directory.path, 'policy-rc.d');
  const failure = new Error('no network');
  await assert.rejects(
    holdRedisService(() => Promise.reject(failure), path),
    failure,
  );
  assert.ok(!existsSync(path));
});

test("a machine's existing policy is not changed", async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'policy-'));
  const path = join(directory.path, 'policy-rc.d');
  writeFileSync(path, '#!/bin/sh\nexit 101\n');
  await holdRedisService(async () => undefined, path);
  assert.equal(readFileSync(path, 'utf8'), '#!/bin/sh\nexit 101\n');
});
