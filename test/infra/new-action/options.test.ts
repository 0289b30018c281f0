import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readRequest } from '../../../infra/new-action/options.ts';

describe('the command line of npm run new-action', () => {
  for (const option of ['--help', '-h'])
    test(`${option} asks for the usage`, () => {
      assert.deepEqual(readRequest([option, 'one'], false), { kind: 'help' });
    });

  for (const [args, message] of [
    [[], 'expected one name, got 0; --help shows the usage'],
    [['--', ''], 'expected one name, got 0; --help shows the usage'],
    [['one', 'two'], 'expected one name, got 2; --help shows the usage'],
    [['--list', 'a', 'b'], '--list stands alone; --help shows the usage'],
    [['--permission', 'a:b:c', 'one'], '--permission needs --from; --help shows the usage'],
    [
      ['--from', 'getRoutingSkills', '--permission', 'view'],
      '--permission is "view", expected domain:entity:action, such as routing:skill:view',
    ],
    [
      ['--group', 'figures', 'one'],
      '--group is "figures", expected configuration, live figures, people or opening hours',
    ],
    [
      ['--from', 'getRoutingSkills', '--ttl-seconds', '0'],
      '--ttl-seconds is "0", expected an integer from 1 to 86400',
    ],
    [
      ['--from', 'getUsers', '--from', 'getTeams', 'both'],
      'the name is "both", expected none for 2 operations',
    ],
    [['--name', 'one'], "Unknown option '--name'; --help shows the options"],
  ] as const)
    test(`rejects the arguments ${JSON.stringify(args)}`, () => {
      assert.throws(() => readRequest(args, false), { name: 'UsageError', message });
    });
});
