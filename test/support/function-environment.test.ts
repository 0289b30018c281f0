import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionEnvironment } from './function-environment.ts';

test('a function sees its own variables and those of Lambda', () => {
  const environment = functionEnvironment({ REDIS_MODE: 'cluster', GENESYS_SECRET_ID: { Ref: 'Secret' } });
  assert.partialDeepStrictEqual(environment, { REDIS_MODE: 'cluster', AWS_REGION: 'eu-west-1' });
  assert.match(environment.GENESYS_SECRET_ID ?? '', /^arn:aws:secretsmanager:/);
});

for (const name of [
  'AWS_REGION',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_FUNCTION_NAME',
  '_HANDLER',
  'LAMBDA_TASK_ROOT',
  'A',
  '1ST',
  'REDIS-URL',
])
  test(`the variable ${name} is rejected, as by Lambda`, () => {
    assert.throws(() => functionEnvironment({ [name]: 'x' }), RangeError);
  });

test('more than 4 KB of variables are rejected', () => {
  const frame = JSON.stringify({ TEXT: '' }).length;
  assert.ok(functionEnvironment({ TEXT: 'x'.repeat(4096 - frame) }));
  assert.throws(() => functionEnvironment({ TEXT: 'x'.repeat(4097 - frame) }), RangeError);
});
