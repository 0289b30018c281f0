import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { UsageError } from '../../infra/command.ts';
import { createFailures } from './failures.ts';
import { parseOptions } from './options.ts';

const RUN = path.join(import.meta.dirname, 'run.ts');
const Package = v.object({ scripts: v.object({ 'test:stress': v.string() }) });
const run = promisify(execFile);

/** Runs the command on these files; returns its exit code and output. */
async function runTests(t: TestContext, files: Readonly<Record<string, string>>, ...options: string[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'run-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const args = [RUN, path.join(folder, '*.test.mjs'), ...options];
  // With this variable, the inner test runner would act as part of this test run.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return run(process.execPath, args, { env }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }) => ({ code, stdout: String(stdout) }),
  );
}

const PASSES = "import { test } from 'node:test'; test('passes', () => {});";
const FAILS =
  "import { suite, test } from 'node:test'; suite('all', () => { test('passes', () => {}); " +
  "test('gives a hit', () => { setInterval(() => {}, 1000); throw new Error('expected a hit') }); });";

test('exits with 0 when every test passes every time', async (t) => {
  const { code, stdout } = await runTests(t, { 'a.test.mjs': PASSES }, '--repeat', '2');
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^run 2 of 2: 1 passed, 0 failed/m);
  assert.match(stdout, /^2 passed, 0 failed$/m);
});

test('lists each failed test once, with its file, its number of failures and the reason, and ends although it left a timer', async (t) => {
  const { code, stdout } = await runTests(t, { 'a.test.mjs': PASSES, 'b.test.mjs': FAILS }, '--repeat', '2');
  assert.equal(code, 1);
  assert.equal(stdout.match(/^ {2}2 of 2 .*b\.test\.mjs: gives a hit: Error: expected a hit$/gm)?.length, 1);
  assert.match(stdout, /^4 passed, 2 failed$/m);
});

test('a file whose process exits early counts as failed, with its error output as the reason', async (t) => {
  const { code, stdout } = await runTests(t, {
    'a.test.mjs': 'console.error("no Redis here"); process.exit(3)',
  });
  assert.equal(code, 1);
  assert.match(stdout, /^ {2}1 of 1 .*a\.test\.mjs: no Redis here$/m);
});

test('a run that finds no test fails', async (t) => {
  assert.equal((await runTests(t, {})).code, 1);
});

test('the most frequent failure is listed first', () => {
  const failures = createFailures('/project');
  const once = { name: 'once', file: '/project/test/a.test.ts', reason: 'late' };
  const twice = { name: 'twice', file: '/project/test/b.test.ts', reason: 'later' };
  for (const failed of [once, twice, twice]) failures.add(failed);
  assert.deepEqual(failures.lines(2), [
    '2 of 2  test/b.test.ts: twice: later',
    '1 of 2  test/a.test.ts: once: late',
  ]);
});

test('by default, every test but those of the page runs once', () => {
  assert.deepEqual(parseOptions([]), { busyPerCore: 0, repeat: 1, globs: ['test/**/*.test.ts'] });
  assert.match(String(parseOptions(['--help'])), /usage: npm test/);
});

test('the options of npm run test:stress add busy processes and the page, and later ones replace them', () => {
  const { scripts } = v.parse(Package, JSON.parse(readFileSync('package.json', 'utf8')));
  const options = scripts['test:stress'].split('run.ts ')[1]?.split(' ') ?? [];
  assert.deepEqual(parseOptions([...options, '--repeat', '5']), {
    busyPerCore: 2,
    repeat: 5,
    globs: ['test/**/*.test.ts', 'test/page/**/*.page.ts'],
  });
  assert.partialDeepStrictEqual(parseOptions([...options, '--busy', '4']), { busyPerCore: 4 });
});

for (const [args, message] of [
  [['--busy', '17'], '--busy is "17", expected an integer from 0 to 16'],
  [['--busy', '1.5'], '--busy is "1.5", expected an integer from 0 to 16'],
  [['--repeat', '0'], '--repeat is "0", expected an integer from 1 to 1000'],
  [['--repeat', ''], '--repeat is "", expected an integer from 1 to 1000'],
] as const)
  test(`rejects ${args.join(' ')}`, () => {
    assert.throws(() => parseOptions(args), { name: UsageError.name, message });
  });
