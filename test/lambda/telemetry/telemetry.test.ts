import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Context } from 'aws-lambda';
import { LOG_LEVELS, type LogLevel } from '../../../lambda/config/settings.ts';
import { InvalidInput } from '../../../lambda/errors/request-errors.ts';
import { DeadlineExceeded, InternalError } from '../../../lambda/errors/service-errors.ts';
import { redact } from '../../../lambda/telemetry/describe.ts';
import type { EmbeddedMetrics } from '../../../lambda/telemetry/embedded-metrics.ts';
import { LineLogger } from '../../../lambda/telemetry/line-logger.ts';
import { METRIC_NAMESPACE } from '../../../lambda/telemetry/metric-names.ts';
import { createTelemetry, type RequestRecord } from '../../../lambda/telemetry/telemetry.ts';

const record: RequestRecord = {
  requestId: 'request-1',
  correlationId: 'correlation-1',
  method: 'POST',
  path: '/dataaction/queues',
  target: 'data-action',
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

const hit = [
  question,
  { type: 'cache.read', outcome: 'hit', durationMs: 2.6, ageSeconds: 12 },
  { type: 'cache.answer', outcome: 'hit', ageSeconds: 12, isCollapsed: false },
] as const;

/** The lines that are written for these requests, one after the other in one container. */
function linesOf(t: TestContext, logLevel: LogLevel, ...requests: Partial<RequestRecord>[]) {
  const telemetry = createTelemetry(new LineLogger({ serviceName: 'genesys-data-action-cache', logLevel }));
  const lines: Record<string, unknown>[] = [];
  const write = (chunk: string | Uint8Array) => lines.push(JSON.parse(String(chunk))) > 0;
  const mocks = [process.stdout, process.stderr].map((stream) => t.mock.method(stream, 'write', write));
  const context: Context = JSON.parse('{"awsRequestId":"lambda-1","functionName":"f"}');
  for (const changes of requests) telemetry.request({ ...record, ...changes }, context);
  for (const mock of mocks) mock.mock.restore();
  return lines;
}

for (const [what, error, level] of [
  ['a success', null, 'INFO'],
  ["a caller's mistake", new InvalidInput([]), 'WARN'],
  ['a passed deadline', new DeadlineExceeded(1), 'ERROR'],
  ['a defect of ours', new InternalError(new Error('?')), 'ERROR'],
  ['anything unknown', new Error('?'), 'ERROR'],
] as const) {
  test(`${what} is one line of level ${level}`, (t) => {
    const [line, ...others] = linesOf(t, 'INFO', { error });
    assert.deepEqual(others, []);
    assert.deepEqual(
      [line?.level, line?.message, line?.service, line?.requestId, line?.function_request_id],
      [level, 'request', 'genesys-data-action-cache', 'request-1', 'lambda-1'],
    );
  });
}

for (const level of LOG_LEVELS) {
  test(`at level ${level}, of less severe requests the metrics are written and nothing else`, (t) => {
    const errors = [null, new InvalidInput([]), new DeadlineExceeded(1)];
    const lines = linesOf(t, level, ...errors.map((error) => ({ error })));
    const isTold = LOG_LEVELS.map((own) => LOG_LEVELS.indexOf(own) >= LOG_LEVELS.indexOf(level));
    assert.deepEqual(
      lines.map(({ message }) => message),
      isTold.map((is) => (is ? 'request' : 'metrics')),
    );
    assert.deepEqual(
      lines.map((line) => 'requestId' in line),
      isTold,
    );
    assert.deepEqual(
      lines.map(({ Requests }) => Requests),
      [1, 1, 1],
    );
  });
}

test('a request that counts for nothing is not told of below its level', (t) => {
  assert.deepEqual(linesOf(t, 'WARN', {}, { target: 'health' }).length, 1);
});

test('the line of a request has its metrics in it, each with its dimensions', (t) => {
  const [, line] = linesOf(t, 'INFO', {}, { events: hit });
  assert(line);
  const { timestamp, _aws, ...fields } = line;
  const { Timestamp, ...directives } = _aws as { Timestamp: number };
  assert(Math.abs(Timestamp - Date.parse(String(timestamp))) < 1000);
  assert.deepEqual(directives, {
    CloudWatchMetrics: [
      {
        Namespace: METRIC_NAMESPACE,
        Dimensions: [['service']],
        Metrics: ['Requests', 'CacheHits'].map((Name) => ({ Name, Unit: 'Count' })),
      },
      {
        Namespace: METRIC_NAMESPACE,
        Dimensions: [['service', 'outcome']],
        Metrics: [{ Name: 'Latency', Unit: 'Milliseconds' }],
      },
    ],
  });
  assert.deepEqual(fields, {
    level: 'INFO',
    message: 'request',
    service: 'genesys-data-action-cache',
    cold_start: false,
    function_request_id: 'lambda-1',
    requestId: 'request-1',
    correlationId: 'correlation-1',
    method: 'POST',
    path: '/dataaction/queues',
    statusCode: 200,
    durationMs: 12,
    attempts: 0,
    action: 'queues',
    key: 'dataaction:cache:{queues}:00',
    cacheRead: 'hit',
    cacheReadMs: 3,
    ageSeconds: 12,
    outcome: 'hit',
    Requests: 1,
    CacheHits: 1,
    Latency: 12.4,
  });
});

test('whatever becomes of a request, every metric and dimension that its line names is in it', (t) => {
  const events = [hit, [], [{ type: 'genesys.attempt', attempt: 1, outcome: 'ok', durationMs: 1 }]] as const;
  const errors = [null, new InvalidInput([]), new Error('?')];
  const requests = events.flatMap((events) => errors.map((error) => ({ events, error })));
  for (const line of linesOf(t, 'INFO', ...requests)) {
    const { CloudWatchMetrics } = line._aws as EmbeddedMetrics['_aws'];
    for (const { Dimensions, Metrics } of CloudWatchMetrics) {
      for (const dimension of Dimensions.flat()) assert.equal(typeof line[dimension], 'string', dimension);
      for (const { Name } of Metrics) assert.equal(typeof line[Name], 'number', Name);
    }
  }
});

for (const [type, first] of [
  ['on-demand', { ColdStart: 1, cold_start: true }],
  ['provisioned-concurrency', { ColdStart: undefined, cold_start: false }],
] as const) {
  test(`of a container that was started ${type}, the first request is told as ${JSON.stringify(first)}`, (t) => {
    process.env.AWS_LAMBDA_INITIALIZATION_TYPE = type;
    t.after(() => delete process.env.AWS_LAMBDA_INITIALIZATION_TYPE);
    const lines = linesOf(t, 'INFO', { target: 'health' }, {}, {});
    const told = lines.map(({ ColdStart, cold_start }) => ({ ColdStart, cold_start }));
    const later = { ColdStart: undefined, cold_start: false };
    assert.deepEqual(told, [first, later, later]);
  });
}

test("a line has the id of X-Ray's trace, where there is one", (t) => {
  const [untraced] = linesOf(t, 'INFO', {});
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1';
  t.after(() => delete process.env._X_AMZN_TRACE_ID);
  const [traced] = linesOf(t, 'INFO', {});
  assert.deepEqual(
    [untraced?.xray_trace_id, traced?.xray_trace_id],
    [undefined, '1-5759e988-bd862e3fe1be46a994272793'],
  );
});

for (const target of ['health', 'listing'] as const) {
  test(`a request for the ${target} is logged, and not counted`, (t) => {
    const [, line] = linesOf(t, 'INFO', {}, { target });
    assert.deepEqual([line?.message, line?._aws, line?.Requests], ['request', undefined, undefined]);
  });
}

test('an invalidation is logged with whom it concerned, and counted as one alone', (t) => {
  const change = { entityType: 'Queue', entityId: 'q1' };
  const events = [{ type: 'invalidation', change, actions: ['queues', 'queue'] }] as const;
  const [line] = linesOf(t, 'INFO', { target: 'invalidation', events });
  const { entityType, entityId, actions, Invalidations, Requests, Latency, ColdStart } = line ?? {};
  assert.deepEqual({ entityType, entityId }, change);
  assert.deepEqual(actions, ['queues', 'queue']);
  assert.deepEqual([Invalidations, Requests, Latency, ColdStart], [1, undefined, undefined, undefined]);
});

test('a request for nothing there is is counted', (t) => {
  const [line] = linesOf(t, 'INFO', { target: 'nothing' });
  assert.equal(line?.Requests, 1);
});
