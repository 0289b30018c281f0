import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { UsageError } from '../../../infra/command.ts';
import type { CheckResult } from '../../../infra/doctor/examine.ts';
import { report } from '../../../infra/doctor/report.ts';
import { NO_CREDENTIALS } from '../../support/aws-account.ts';
import { runNode } from '../../support/script.ts';

const OK: CheckResult = { name: 'VPCs', outcome: 'ok', found: '1 of 5 in use' };
const WARNING: CheckResult = {
  name: 'log role',
  outcome: 'warning',
  found: 'a role',
  expected: 'no role',
  todo: 'Add a key.',
};
const UNKNOWN: CheckResult = { name: 'stack', outcome: 'unknown', found: 'not allowed', todo: 'Allow it.' };

async function* stream(...results: CheckResult[]) {
  yield* results;
}

describe('the report of npm run doctor', () => {
  const lines: string[] = [];
  const write = (text: string) => lines.push(...text.split('\n').filter((line) => line !== ''));

  test('has a line for each result, then what to do, and succeeds without problems', async () => {
    await report(stream(OK, WARNING, UNKNOWN), write);
    assert.deepEqual(lines.splice(0), [
      'ok       VPCs                  1 of 5 in use',
      'warning  log role              a role; expected: no role',
      'unknown  stack                 not allowed',
      'What to do:',
      '  log role: Add a key.',
      '  stack: Allow it.',
    ]);
  });

  test('is nothing but lines if everything is ok', async () => {
    await report(stream(OK), write);
    assert.equal(lines.splice(0).length, 1);
  });

  test('fails with the number of problems, after the other results', async () => {
    const problem: CheckResult = { ...WARNING, outcome: 'problem' };
    await assert.rejects(
      report(stream(problem, OK), write),
      new UsageError('\nThere is a problem: solve it before you deploy'),
    );
    assert.equal(lines.splice(0).length, 4);
    await assert.rejects(report(stream(problem, problem), write), /There are 2 problems/);
  });
});

test('npm run doctor without credentials and region says what to do', async () => {
  const script = path.resolve(import.meta.dirname, '../../../infra/doctor.ts');
  const args = [script, '--stage', 'prod', '-c', 'genesysRegion=mypurecloud.ie'];
  const { code, stdout, stderr } = await runNode(args, { env: NO_CREDENTIALS });
  assert.equal(code, 1);
  assert.equal(stderr, '\nThere are 2 problems: solve them before you deploy\n');
  assert.match(
    stdout,
    /^problem {2}region {16}not set, .*\nproblem {2}credentials {11}Could not load credentials/,
  );
  assert.match(
    stdout,
    /\n\nWhat to do:\n {2}region: .*AWS_REGION=eu-west-1\n {2}credentials: Run aws configure .*\n$/,
  );
});
