import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitsForRedis } from '../../../lambda/config/environment.ts';

for (const [type, memoryMb, waits] of [
  ['on-demand', '1024', false],
  ['on-demand', '10240', false],
  ['on-demand', '1023', true],
  ['on-demand', '128', true],
  ['provisioned-concurrency', '1024', true],
  [undefined, undefined, false],
  ['lambda-managed-instances', 'unknown', false],
] as const) {
  test(`init (type: ${type}, memory: ${memoryMb} MB) ${waits ? 'waits' : 'does not wait'} for Redis`, () => {
    const environment = {
      AWS_LAMBDA_INITIALIZATION_TYPE: type,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memoryMb,
    };
    assert.equal(waitsForRedis(environment), waits);
  });
}
