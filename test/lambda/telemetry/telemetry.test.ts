import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { type TestContext, test } from 'node:test';
import * as v from 'valibot';
import { LOG_LEVELS, type LogLevel } from '../../../lambda/config/settings.ts';
import { asDataActionError, DataActionError, InvalidInput } from '../../../lambda/errors.ts';
import type { RequestRecord } from '../../../lambda/telemetry/events.ts';
import { METRIC_NAMESPACE } from '../../../lambda/telemetry/metric-names.ts';
import { createPowertools, createTelemetry } from '../../../lambda/telemetry/telemetry.ts';
import { lambdaContext } from '../../support/lambda-context.ts';
import { REQUEST_EVENT, REQUEST_RECORD } from '../../support/request-record.ts';
import { attempt, result } from '../../support/telemetry-events.ts';

const hit = [
  REQUEST_EVENT,
  { type: 'cache.read', outcome: 'hit', durationMs: 2.6, ageSeconds: 12 },
  { type: 'cache.result', result: { outcome: 'hit', value: '{}', ageSeconds: 12, ttlSeconds: 288 } },
] as const;

type Line = Readonly<Record<string, unknown>>;

/** Every line written for these requests, which one container serves in order. */
function writtenFor(t: TestContext, logLevel: LogLevel, ...requests: Partial<RequestRecord>[]): Line[] {
  const lines: Line[] = [];
  const write = (chunk: string | Uint8Array) => lines.push(JSON.parse(String(chunk))) > 0;
  const mocks = [process.stdout, process.stderr].map((stream) => t.mock.method(stream, 'write', write));
  const telemetry = createTelemetry(createPowertools({ serviceName: SERVICE, logLevel }));
  for (const changes of requests) telemetry.request({ ...REQUEST_RECORD, ...changes }, CONTEXT);
  for (const mock of mocks) mock.mock.restore();
  return lines;
}

const SERVICE = 'genesys-data-action-cache';
const CONTEXT = { ...lambdaContext(), awsRequestId: 'lambda-1' };
const isMetrics = (line: Line) => '_aws' in line;

/** The log lines written for these requests. */
function logLines(...args: Parameters<typeof writtenFor>): Line[] {
  return writtenFor(...args).filter((line) => !isMetrics(line));
}

/** The names and values of all metrics in the order in which they were written. */
function metricsOf(...args: Parameters<typeof writtenFor>): [name: string, value: unknown][] {
  const lines = writtenFor(...args).filter(isMetrics);
  return lines.flatMap((line) => directives(line).map(({ Name }) => [Name, line[Name]] as [string, unknown]));
}

const Embedded = v.object({
  Timestamp: v.number(),
  CloudWatchMetrics: v.array(
    v.object({
      Namespace: v.literal(METRIC_NAMESPACE),
      Dimensions: v.array(v.array(v.string())),
      Metrics: v.array(v.object({ Name: v.string(), Unit: v.string() })),
    }),
  ),
});

function directives({ _aws }: Line) {
  return v.parse(Embedded, _aws).CloudWatchMetrics.flatMap(({ Metrics }) => Metrics);
}

for (const [label, error, level] of [
  ['a success', null, 'INFO'],
  ['an error of the caller', new InvalidInput([]), 'WARN'],
  ['an exceeded deadline', new DataActionError('deadline_exceeded', `no response within ${1} ms`), 'ERROR'],
  ['an internal error', asDataActionError(new Error('?')), 'ERROR'],
  ['an unknown error', new Error('?'), 'ERROR'],
] as const) {
  test(`${label} is one log line of level ${level}`, (t) => {
    const [line, ...others] = logLines(t, 'INFO', { error });
    assert.deepEqual(others, []);
    assert.deepEqual(
      [line?.level, line?.message, line?.service, line?.requestId, line?.function_request_id],
      [level, 'request', SERVICE, 'request-1', 'lambda-1'],
    );
  });
}

for (const level of LOG_LEVELS) {
  test(`at level ${level}, less severe requests have metrics but no log line`, (t) => {
    const requests = [
      null,
      new InvalidInput([]),
      new DataActionError('deadline_exceeded', `no response within ${1} ms`),
    ].map((error) => ({ error }));
    const levels = ['INFO', 'WARN', 'ERROR'] as const;
    const logged = levels.filter((severity) => LOG_LEVELS.indexOf(severity) >= LOG_LEVELS.indexOf(level));
    assert.deepEqual(
      logLines(t, level, ...requests).map((line) => line.level),
      logged,
    );
    const counted = metricsOf(t, level, ...requests).filter(([name]) => name === 'Requests');
    assert.deepEqual(counted, Array(3).fill(['Requests', 1]));
  });
}

test('a health check below the log level writes nothing', (t) => {
  assert.deepEqual(
    writtenFor(t, 'WARN', {}, { target: 'health' }).filter((line) => !isMetrics(line)),
    [],
  );
});

test('a hit writes its log line at DEBUG, and its counts and its latency by outcome in one line', (t) => {
  // The first request also writes the metric of the cold start.
  const [line, metrics, ...others] = writtenFor(t, 'DEBUG', {}, { events: hit }).slice(-2);
  assert.deepEqual(others, []);
  const { timestamp, ...fields } = line ?? {};
  assert.ok(Date.parse(String(timestamp)) > 0);
  assert.deepEqual(fields, {
    level: 'DEBUG',
    message: 'request',
    service: SERVICE,
    sampling_rate: 0,
    cold_start: false,
    function_name: CONTEXT.functionName,
    function_arn: CONTEXT.invokedFunctionArn,
    function_memory_size: '512',
    function_request_id: 'lambda-1',
    requestId: 'request-1',
    correlation_id: 'correlation-1',
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
  });
  const { _aws, ...values } = metrics ?? {};
  const directive = (dimensions: string[], names: string[], Unit: string) => ({
    Namespace: METRIC_NAMESPACE,
    Dimensions: [['service', ...dimensions]],
    Metrics: names.map((Name) => ({ Name, Unit })),
  });
  assert.deepEqual(v.parse(Embedded, _aws).CloudWatchMetrics, [
    directive([], ['Requests', 'CacheHits'], 'Count'),
    directive(['outcome'], ['Latency'], 'Milliseconds'),
  ]);
  assert.deepEqual(values, { service: SERVICE, outcome: 'hit', Requests: 1, CacheHits: 1, Latency: 12.4 });
});

test('a plain hit has metrics but no log line at INFO, and the next request has only its own values', (t) => {
  setVariable(t, 'AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
  const lines = writtenFor(t, 'INFO', { events: hit }, { error: new Error('?') });
  const [cold, plain, next, metrics] = lines;
  assert.equal(lines.length, 4);
  assert.deepEqual([cold?.ColdStart, plain?.CacheHits, plain?.outcome], [1, 1, 'hit']);
  assert.deepEqual([next?.level, next?.cold_start], ['ERROR', false]);
  assert.deepEqual([metrics?.Requests, metrics?.CacheHits, metrics?.outcome], [1, undefined, 'error']);
});

test('for any outcome, a line of metrics has a value for every metric and dimension that it names', (t) => {
  const outcomes = ['hit', 'stale', 'miss', 'collapsed', 'bypass'] as const;
  const errors = [new InvalidInput([]), new Error('?')];
  const failed = [hit, [], [attempt('ok')]].flatMap((events) => errors.map((error) => ({ events, error })));
  const served = outcomes.map((outcome) => ({ events: [attempt('ok'), result(outcome)] }));
  const requests = [...served, ...failed];
  const lines = writtenFor(t, 'INFO', ...requests).filter(isMetrics);
  assert.ok(lines.length >= requests.length);
  for (const line of lines)
    for (const { Dimensions, Metrics } of v.parse(Embedded, line._aws).CloudWatchMetrics) {
      for (const dimension of Dimensions.flat()) assert.equal(typeof line[dimension], 'string', dimension);
      for (const { Name } of Metrics) assert.equal(typeof line[Name], 'number', Name);
    }
});

for (const [type, first] of [
  ['on-demand', { coldStarts: 1, cold_start: true }],
  ['provisioned-concurrency', { coldStarts: 0, cold_start: false }],
] as const) {
  test(`with the initialization type ${type}, ${first.cold_start ? 'only the first request is' : 'no request is'} a cold start`, (t) => {
    setVariable(t, 'AWS_LAMBDA_INITIALIZATION_TYPE', type);
    const lines = writtenFor(t, 'INFO', { target: 'health' }, {}, {});
    assert.deepEqual(
      lines.filter((line) => !isMetrics(line)).map(({ cold_start }) => cold_start),
      [first.cold_start, false, false],
    );
    assert.equal(lines.filter(({ ColdStart }) => ColdStart === 1).length, first.coldStarts);
  });
}

test('a log line has the trace id of X-Ray if there is one', (t) => {
  const [untraced] = logLines(t, 'INFO', {});
  setVariable(
    t,
    '_X_AMZN_TRACE_ID',
    'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1',
  );
  const [traced] = logLines(t, 'INFO', {});
  assert.deepEqual(
    [untraced?.xray_trace_id, traced?.xray_trace_id],
    [undefined, '1-5759e988-bd862e3fe1be46a994272793'],
  );
});

test('the Powertools variable for log sampling has an effect', (t) => {
  const warning = { error: new InvalidInput([]) };
  assert.deepEqual(logLines(t, 'ERROR', {}, warning), []);
  setVariable(t, 'POWERTOOLS_LOGGER_SAMPLE_RATE', '1');
  const sampled = logLines(t, 'ERROR', {}, warning).find(({ message }) => message === 'request');
  assert.equal(sampled?.sampling_rate, 1);
});

test('log sampling decides for each request after the first, and logs its plain hits', (t) => {
  setVariable(t, 'POWERTOOLS_LOGGER_SAMPLE_RATE', '0.5');
  // Powertools draws a number from 0 to 99 when a container starts, and for each request but the first.
  const drawn = [99, 0, 99];
  t.mock.method(crypto, 'randomInt', () => drawn.shift());
  syncBuiltinESMExports();
  t.after(syncBuiltinESMExports);
  const served = (requestId: string) => ({ requestId, events: hit });
  const lines = logLines(t, 'INFO', served('first'), served('sampled'), served('last'));
  assert.deepEqual(
    lines.map(({ level, requestId }) => [level, requestId]),
    [
      ['DEBUG', undefined],
      ['DEBUG', 'sampled'],
    ],
  );
});

test('the Powertools variable for disabled metrics has an effect', (t) => {
  setVariable(t, 'POWERTOOLS_METRICS_DISABLED', 'true');
  assert.deepEqual(metricsOf(t, 'INFO', {}, { events: hit }), []);
});

for (const target of ['health', 'listing'] as const) {
  test(`a request for the ${target} is logged and has no metrics`, (t) => {
    assert.deepEqual(
      logLines(t, 'INFO', { target }).map(({ message }) => message),
      ['request'],
    );
    assert.deepEqual(metricsOf(t, 'INFO', { target }), []);
  });
}

test('an invalidation is logged with its change and counts only as an invalidation', (t) => {
  const change = { entityType: 'Queue', entityId: 'q1' };
  const events = [{ type: 'invalidation', change, actions: ['queues', 'queue'] }] as const;
  const [line] = logLines(t, 'INFO', { target: 'invalidation', events });
  const { entityType, entityId, actions } = line ?? {};
  assert.deepEqual({ entityType, entityId }, change);
  assert.deepEqual(actions, ['queues', 'queue']);
  assert.deepEqual(metricsOf(t, 'INFO', { target: 'invalidation', events }), [['Invalidations', 1]]);
});

test('a request for an unknown path is counted', (t) => {
  const error = new DataActionError('unknown_action', 'no path "/", expected /health');
  const names = metricsOf(t, 'INFO', { target: 'nothing', error }).map(([name]) => name);
  assert.deepEqual(names, ['Requests', 'Latency']);
});

function setVariable(t: TestContext, name: string, value: string): void {
  process.env[name] = value;
  t.after(() => delete process.env[name]);
}
