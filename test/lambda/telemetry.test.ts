import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Context } from 'aws-lambda';
import { DeadlineExceeded, InternalError, InvalidInput } from '../../lambda/errors.ts';
import { createTelemetry, type RequestRecord, redact } from '../../lambda/telemetry.ts';

const record: RequestRecord = {
  requestId: 'request-1',
  correlationId: 'correlation-1',
  method: 'POST',
  path: '/dataaction/queues',
  statusCode: 200,
  durationMs: 12.4,
  error: null,
  events: [],
};
const question = { type: 'question', action: 'queues', key: 'dataaction:cache:{queues}:00' } as const;

for (const [text, redacted] of [
  ['Authorization: Basic Y2xpZW50OnNlY3JldA==', 'Authorization: Basic ***'],
  ['"authorization":"Bearer abc.DEF-_~+/9=","x":1', '"authorization":"Bearer ***","x":1'],
  ['basic \t YTpi and bearer  abc', 'basic *** and bearer ***'],
  ['rediss://default:hunter2@cache:6380 is down', 'rediss://***@cache:6380 is down'],
  ['redis://user:p@hunter2@cache is down', 'redis://***@cache is down'],
  ['redis://:hunter2@cache and https://u:p@h/x', 'redis://***@cache and https://***@h/x'],
  ['https://api.mypurecloud.ie/api/v2?email=a@b.c', 'https://api.mypurecloud.ie/api/v2?email=a@b.c'],
  [
    'unknown command `HELLO`, with args: `3` `AUTH` `default` `hunter2` ',
    'unknown command `HELLO`, with args: `3` `AUTH` *** ',
  ],
  ['nothing to hide', 'nothing to hide'],
  ['', ''],
] as const) {
  test(`${JSON.stringify(text)} is logged as ${JSON.stringify(redacted)}`, () => {
    assert.equal(redact(text), redacted);
  });
}

test('a text is cut after 2000 characters, and not within a secret', () => {
  assert.equal(redact('x'.repeat(2000)).length, 2000);
  assert.equal(redact('x'.repeat(2001)).length, 2000);
  const bearer = ` Bearer ${'t'.repeat(100)}`;
  assert.doesNotMatch(redact('x'.repeat(1960) + bearer), /t{2}/);
});

/** The lines that are written for a request, and those for CloudWatch's metrics. */
function linesOf(
  t: TestContext,
  level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR',
  changes: Partial<RequestRecord>,
) {
  const telemetry = createTelemetry({ serviceName: 'genesys-data-action-cache', logLevel: level });
  const lines: Record<string, unknown>[] = [];
  const write = (chunk: string | Uint8Array) => lines.push(JSON.parse(String(chunk))) > 0;
  const mocks = [process.stdout, process.stderr].map((stream) => t.mock.method(stream, 'write', write));
  const context: Context = JSON.parse('{"awsRequestId":"lambda-1","functionName":"f"}');
  telemetry.request({ ...record, ...changes }, context);
  for (const mock of mocks) mock.mock.restore();
  return { log: lines.filter((line) => !('_aws' in line)), metrics: lines.filter((line) => '_aws' in line) };
}

for (const [what, error, level] of [
  ['a success', null, 'INFO'],
  ["a caller's mistake", new InvalidInput([]), 'WARN'],
  ['a passed deadline', new DeadlineExceeded(1), 'ERROR'],
  ['a defect of ours', new InternalError(new Error('?')), 'ERROR'],
  ['anything unknown', new Error('?'), 'ERROR'],
] as const) {
  test(`${what} is one line of level ${level}`, (t) => {
    const [line, ...others] = linesOf(t, 'DEBUG', { error }).log;
    assert.deepEqual(others, []);
    assert.deepEqual(
      [line?.level, line?.message, line?.service, line?.requestId, line?.function_request_id],
      [level, 'request', 'genesys-data-action-cache', 'request-1', 'lambda-1'],
    );
  });
}

test('what is below the configured level is not written', (t) => {
  assert.equal(linesOf(t, 'WARN', { error: null }).log.length, 0);
  assert.equal(linesOf(t, 'WARN', { error: new InvalidInput([]) }).log.length, 1);
  assert.equal(linesOf(t, 'ERROR', { error: new InvalidInput([]) }).log.length, 0);
});

test('counts and latency are published as metrics, each latency under its outcome', (t) => {
  const answer = { type: 'cache.answer', outcome: 'hit', ageSeconds: 0, isCollapsed: false } as const;
  const { metrics } = linesOf(t, 'INFO', { events: [question, answer] });
  const [counts, latency] = metrics.filter((line) => !('ColdStart' in line));
  assert.partialDeepStrictEqual(counts, { service: 'genesys-data-action-cache', Requests: 1, CacheHits: 1 });
  assert.partialDeepStrictEqual(latency, { outcome: 'hit', Latency: 12.4 });
});

for (const path of ['/health', '/v1/health/', '/dataactions', '/v1/dataactions']) {
  test(`a GET of ${path} is logged, and not counted`, (t) => {
    const { log, metrics } = linesOf(t, 'INFO', { path });
    assert.equal(log.length, 1);
    assert.deepEqual(
      metrics.filter((line) => !('ColdStart' in line)),
      [],
    );
  });
}

test('a data action of such a name is counted', (t) => {
  const { metrics } = linesOf(t, 'INFO', { path: '/dataaction/my-health' });
  assert.equal(metrics.filter((line) => 'Requests' in line).length, 1);
});
