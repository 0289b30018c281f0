import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ConfigError } from '../../../lambda/config/settings-reader.ts';
import { createMisconfiguredHandler } from '../../../lambda/http/misconfigured.ts';
import { invalidateEvent, readMessages } from '../../support/invalidation.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

const ERROR = new ConfigError([
  'REDIS_URL is not set, expected redis:// or rediss://',
  'POWERTOOLS_LOG_LEVEL is "loud"',
]);
process.env.POWERTOOLS_SERVICE_NAME = 'cache-dev';
const handler = createMisconfiguredHandler(ERROR);

/** Collects the lines written to standard error until the test ends. */
function linesOf(t: TestContext): string[] {
  const lines: string[] = [];
  t.mock.method(process.stderr, 'write', (text: string | Uint8Array) => lines.push(String(text)) > 0);
  return lines;
}

function assertOneErrorLine(lines: readonly string[]): void {
  const logLines = lines.filter((line) => line.startsWith('{'));
  assert.equal(logLines.length, 1);
  const { level, message, service, code } = JSON.parse(logLines[0] ?? '');
  assert.deepEqual(
    { level, message, service, code },
    { level: 'ERROR', message: ERROR.message, service: 'cache-dev', code: 'internal_error' },
  );
}

test('with an invalid configuration, the response is a 500 that lists every problem, and the log has the same error', async (t) => {
  const lines = linesOf(t);
  const context = lambdaContext();
  const { statusCode, headers, body } = await handler(invalidateEvent({ action: 'queues' }), context);
  assert.equal(statusCode, 500);
  assert.deepEqual(headers, { 'Content-Type': 'application/json' });
  const { awsRequestId: requestId } = context;
  const expected = { status: 'error', code: 'internal_error', message: ERROR.message, requestId };
  assert.deepEqual(JSON.parse(body), expected);
  assertOneErrorLine(lines);
});

test('with an invalid configuration, a batch of messages fails with the same error, so that it stays in its queue', async (t) => {
  const lines = linesOf(t);
  await assert.rejects(handler(readMessages(), lambdaContext()), ERROR);
  assertOneErrorLine(lines);
});
