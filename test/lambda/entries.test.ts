import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lambdaContext } from '../support/lambda-context.ts';
import { readEvent } from '../support/service.ts';

/** As Lambda sets it, from the function's logging configuration. */
const setLambdaLogLevel = () => {
  process.env.AWS_LAMBDA_LOG_LEVEL = 'DEBUG';
};

test("the data action function logs by the configured level, not by Lambda's", async (t) => {
  Object.assign(process.env, {
    GENESYS_REGION: 'mypurecloud.ie',
    GENESYS_CLIENT_ID: 'id',
    GENESYS_CLIENT_SECRET: 'secret',
    POWERTOOLS_LOG_LEVEL: 'WARN',
    REDIS_URL: '',
  });
  setLambdaLogLevel();
  const { handler } = await import('../../lambda/index.ts');
  const lines: string[] = [];
  const write = (chunk: string | Uint8Array) => lines.push(String(chunk)) > 0;
  const mocks = [process.stdout, process.stderr].map((stream) => t.mock.method(stream, 'write', write));
  await handler(readEvent('health'), lambdaContext());
  const { statusCode } = await handler({ ...readEvent('queues'), body: '[' }, lambdaContext());
  for (const mock of mocks) mock.mock.restore();
  assert.equal(statusCode, 400);
  const levels = lines.map((line) => JSON.parse(line).level).filter((level) => level !== undefined);
  assert.deepEqual(levels, ['WARN']);
});

test("the invalidation function ignores Lambda's level too", async (t) => {
  // Its configuration is incomplete: it says so to each request, and connects to nothing.
  t.mock.method(process.stderr, 'write', () => true);
  setLambdaLogLevel();
  await import('../../lambda/index-invalidation.ts');
  assert.equal(process.env.AWS_LAMBDA_LOG_LEVEL, undefined);
});
