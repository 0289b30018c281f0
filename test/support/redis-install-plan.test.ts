import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RedisBinary } from './redis-binary.ts';
import { INSTALL_MANUALLY, planRedisInstall } from './redis-install-plan.ts';

const valkey: RedisBinary = { name: 'valkey-server', path: '/usr/bin/valkey-server', version: '8.1.1' };

const table = [
  { binary: valkey, isRoot: false, hasAptGet: false, hasBrew: false, plan: 'use' },
  { binary: valkey, isRoot: true, hasAptGet: true, hasBrew: true, plan: 'use' },
  { binary: undefined, isRoot: true, hasAptGet: true, hasBrew: false, plan: 'apt-get' },
  { binary: undefined, isRoot: true, hasAptGet: true, hasBrew: true, plan: 'apt-get' },
  { binary: undefined, isRoot: false, hasAptGet: false, hasBrew: true, plan: 'brew' },
  { binary: undefined, isRoot: false, hasAptGet: true, hasBrew: true, plan: 'brew' },
  { binary: undefined, isRoot: false, hasAptGet: true, hasBrew: false, plan: 'give-up' },
  { binary: undefined, isRoot: true, hasAptGet: false, hasBrew: true, plan: 'give-up' },
  { binary: undefined, isRoot: true, hasAptGet: false, hasBrew: false, plan: 'give-up' },
  { binary: undefined, isRoot: false, hasAptGet: false, hasBrew: false, plan: 'give-up' },
] as const;

for (const { plan: expected, ...surroundings } of table) {
  const { binary, isRoot, hasAptGet, hasBrew } = surroundings;
  const given = [
    binary ? 'a server' : 'no server',
    isRoot ? 'root' : 'not root',
    hasAptGet ? 'apt-get' : 'no apt-get',
    hasBrew ? 'brew' : 'no brew',
  ].join(', ');

  test(`given ${given}, the plan is ${expected}`, () => {
    const plan = planRedisInstall(surroundings);
    assert.equal(plan.kind === 'install' ? plan.manager : plan.kind, expected);
  });
}

test('an installed server is named with its version and path', () => {
  const plan = planRedisInstall({ binary: valkey, isRoot: false, hasAptGet: false, hasBrew: false });
  assert.equal(plan.line, 'redis: using valkey-server 8.1.1 (/usr/bin/valkey-server)');
});

test('apt-get updates its lists and installs without prompts, and then the service is disabled', () => {
  const plan = planRedisInstall({ binary: undefined, isRoot: true, hasAptGet: true, hasBrew: false });
  assert.equal(plan.kind, 'install');
  assert.deepEqual(
    plan.commands.map((command) => command.join(' ')),
    [
      'apt-get update',
      'env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends redis-server',
      'update-rc.d redis-server disable',
    ],
  );
});

for (const [given, why] of [
  [{ isRoot: false, hasAptGet: true, hasBrew: false }, 'apt-get needs root'],
  [{ isRoot: true, hasAptGet: false, hasBrew: true }, 'brew refuses to run as root'],
  [{ isRoot: true, hasAptGet: false, hasBrew: false }, 'this machine has neither apt-get nor brew'],
] as const)
  test(`without an installer, one line names the reason (${why}) and the program to install`, () => {
    const { line } = planRedisInstall({ binary: undefined, ...given });
    assert.equal(line, `redis: none found, and ${why}. ${INSTALL_MANUALLY}`);
    assert.match(INSTALL_MANUALLY, /^The tests need a Redis server: [^\n]*redis-server[^\n]*valkey[^\n]*$/);
  });
