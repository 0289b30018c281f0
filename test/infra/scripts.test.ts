import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { findProgram, parseCommandLine } from '../support/cmd-shell.ts';

// Runs the scripts of package.json and the commands of cdk.json in a stand-in for Windows' cmd.exe instead of sh.
const ROOT = path.join(import.meta.dirname, '../..');
const CMD_SHELL = path.join(ROOT, 'test/support/cmd-shell.ts');
/** Like npm, puts the project's own programs first. */
const SEARCH_PATH = [path.join(ROOT, 'node_modules/.bin'), process.env.PATH].join(path.delimiter);
const run = promisify(execFile);

const { scripts } = v.parse(
  v.object({ scripts: v.record(v.string(), v.string()) }),
  readJson('package.json'),
);
const cdk = v.parse(v.object({ app: v.string(), build: v.string() }), readJson('cdk.json'));

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
}

describe('the stand-in for cmd.exe', () => {
  for (const [line, commands] of [
    [
      'node a.ts && node b.ts',
      [
        ['node', 'a.ts'],
        ['node', 'b.ts'],
      ],
    ],
    ['node "test/**/*.test.ts"', [['node', 'test/**/*.test.ts']]],
    ["node 'a b'", [['node', "'a", "b'"]]],
    ['node --name="a b" $HOME', [['node', '--name=a b', '$HOME']]],
  ] as const)
    test(`parses ${line}`, () => assert.deepEqual(parseCommandLine(line), commands));

  for (const line of ['exec node a.ts', 'node_modules/.bin/node a.ts', 'A=b node a.ts'])
    test(`does not recognize the program of ${line}`, async () => {
      await assert.rejects(
        run(process.execPath, [CMD_SHELL, '-c', line]),
        /is not recognized as an internal or external command/,
      );
    });
});

for (const [name, line] of Object.entries({
  ...scripts,
  'app of cdk.json': cdk.app,
  'build of cdk.json': cdk.build,
}))
  test(`${name} is a command line that cmd.exe can run`, () => {
    for (const [program = '', ...words] of parseCommandLine(line)) {
      assert.ok(findProgram(program, SEARCH_PATH) !== undefined, `${program} is not a program on the PATH`);
      for (const word of words) assert.doesNotMatch(word, /['$`;|<>]/);
    }
  });

test('npm run data-action -- --help works without sh', async () => {
  const args = ['run', '--silent', `--script-shell=${CMD_SHELL}`, 'data-action', '--', '--help'];
  assert.match((await run('npm', args, { cwd: ROOT })).stdout, /usage: npm run data-action/);
});
