import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Context } from 'aws-lambda';
import { StoreUnavailable } from '../../lambda/cache/store.ts';
import { DeadlineExceeded, GenesysUnavailable, InternalError, InvalidInput } from '../../lambda/errors.ts';
import { createTelemetry, type RequestRecord, redact, requestFields } from '../../lambda/telemetry.ts';

const KEY = 'dataaction:cache:{queues}:00';
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
const question = { type: 'question', action: 'queues', key: KEY } as const;
const head = {
  requestId: 'request-1',
  correlationId: 'correlation-1',
  method: 'POST',
  path: '/dataaction/queues',
  statusCode: 200,
  durationMs: 12,
};

/** The fields that have a value: those without one are not logged. */
function fieldsOf(changes: Partial<RequestRecord>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(requestFields({ ...record, ...changes })));
}

test('a request that asks nothing has no fields but its head', () => {
  assert.deepEqual(fieldsOf({ path: '/health', method: 'GET' }), {
    ...head,
    path: '/health',
    method: 'GET',
    attempts: 0,
  });
});

test('a hit tells its key, its age and how long the cache took', () => {
  const read = { type: 'cache.read', outcome: 'hit', durationMs: 2.6, ageSeconds: 12 } as const;
  assert.deepEqual(fieldsOf({ events: [question, read] }), {
    ...head,
    action: 'queues',
    key: KEY,
    outcome: 'hit',
    ageSeconds: 12,
    cacheReadMs: 3,
    attempts: 0,
  });
});

test('a miss with a retry tells every attempt, and the durations in sum', () => {
  const events = [
    question,
    { type: 'cache.read', outcome: 'uri-miss', durationMs: 2 },
    { type: 'genesys.token', outcome: 'ok', durationMs: 80.2 },
    { type: 'genesys.attempt', attempt: 1, outcome: 'genesys_rate_limited', durationMs: 120.3 },
    { type: 'genesys.backoff', delayMs: 1000.4 },
    { type: 'genesys.token', outcome: 'ok', durationMs: 0.1 },
    { type: 'genesys.attempt', attempt: 2, outcome: 'ok', durationMs: 150.3 },
    { type: 'cache.write', outcome: 'stored', durationMs: 1.2, bytes: 10_342 },
  ] as const;
  assert.deepEqual(fieldsOf({ events }), {
    ...head,
    action: 'queues',
    key: KEY,
    outcome: 'uri-miss',
    cacheReadMs: 2,
    cacheWrite: 'stored',
    cacheWriteMs: 1,
    entryBytes: 10_342,
    attempts: 2,
    attemptOutcomes: ['genesys_rate_limited', 'ok'],
    genesysMs: 271,
    tokenMs: 80,
    backoffMs: 1000,
  });
});

test('a broken cache tells why it could not be read or written', () => {
  const cause = new StoreUnavailable('Redis cannot be used', { cause: new Error('connect ECONNREFUSED') });
  const bypass = { type: 'cache.read', outcome: 'bypass', durationMs: 0, cause } as const;
  assert.deepEqual(fieldsOf({ events: [bypass] }).cacheErrors, [
    'StoreUnavailable: Redis cannot be used <- Error: connect ECONNREFUSED',
  ]);

  const unreadable = { ...bypass, outcome: 'miss', cause: 'wrong checksum' } as const;
  const unwritten = { type: 'cache.write', outcome: 'failed', durationMs: 0, bytes: 1, cause } as const;
  const fields = fieldsOf({ events: [unreadable, unwritten] });
  assert.deepEqual(fields.cacheErrors, [
    'wrong checksum',
    'StoreUnavailable: Redis cannot be used <- Error: connect ECONNREFUSED',
  ]);
  assert.deepEqual([fields.outcome, fields.cacheWrite], ['miss', 'failed']);
});

test('an error gives its code as the outcome, and tells its causes but no stack', () => {
  const error = new GenesysUnavailable('Genesys cannot be reached', {
    cause: new TypeError('fetch failed', { cause: new Error('read ECONNRESET') }),
  });
  const events = [question, { type: 'cache.read', outcome: 'stale', durationMs: 1 }] as const;
  const fields = fieldsOf({ statusCode: 502, error, events });
  assert.equal(fields.outcome, 'genesys_unavailable');
  assert.equal(
    fields.error,
    'GenesysUnavailable: Genesys cannot be reached <- TypeError: fetch failed <- Error: read ECONNRESET',
  );
  assert.equal('stack' in fields, false);
});

test('a defect of ours tells where it is', () => {
  const fields = fieldsOf({ error: new InternalError(new TypeError('x is not a function')) });
  assert.equal(fields.outcome, 'internal_error');
  assert.match(String(fields.error), /<- TypeError: x is not a function$/);
  assert.match(String(fields.stack), /^TypeError: x is not a function\n +at .*telemetry\.test\.ts/);
});

test('a defect that threw no error is told, too', () => {
  for (const [thrown, text] of [
    ['oops', 'oops'],
    [undefined, undefined],
    [null, 'null'],
    [{}, '[object Object]'],
  ]) {
    const told = String(fieldsOf({ error: new InternalError(thrown) }).error).split(' <- ')[1];
    assert.equal(told, text);
  }
});

test('of a long chain of causes, and of one that bites its tail, the first five are told', () => {
  const loop = new Error('loop');
  loop.cause = loop;
  assert.equal(fieldsOf({ error: loop }).error, Array.from({ length: 5 }, () => 'Error: loop').join(' <- '));
});

test('what an error carries besides name and message never shows', () => {
  const reply = Object.assign(new Error('WRONGPASS invalid username-password pair'), {
    command: { name: 'auth', args: ['default', 'hunter2'] },
    config: { headers: { authorization: 'Basic aHVudGVyMg==' } },
    toJSON: () => 'hunter2',
  });
  const stored = new StoreUnavailable('Redis cannot be used', { cause: reply });
  for (const error of [reply, new InternalError(reply), new InternalError(reply.command)]) {
    const read = { type: 'cache.read', outcome: 'bypass', durationMs: 0, cause: stored } as const;
    const line = JSON.stringify(fieldsOf({ error, events: [read] }));
    assert.match(line, /WRONGPASS/);
    assert.doesNotMatch(line, /hunter2|aHVudGVyMg/);
  }
});

test('credentials in messages, causes and stacks are redacted', () => {
  const cause = new Error('GET https://user:hunter2@h with Bearer hunter2');
  const line = JSON.stringify(fieldsOf({ error: new InternalError(cause) }));
  assert.match(line, /https:\/\/\*\*\*@h with Bearer \*\*\*/);
  assert.doesNotMatch(line, /hunter2/);
});

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
  const read = { type: 'cache.read', outcome: 'hit', durationMs: 1, ageSeconds: 0 } as const;
  const { metrics } = linesOf(t, 'INFO', { events: [question, read] });
  const [counts, latency] = metrics.filter((line) => !('ColdStart' in line));
  assert.partialDeepStrictEqual(counts, { service: 'genesys-data-action-cache', Requests: 1, CacheHits: 1 });
  assert.partialDeepStrictEqual(latency, { outcome: 'hit', Latency: 12.4 });
});

test('a health check is logged, and not counted', (t) => {
  const { log, metrics } = linesOf(t, 'INFO', { path: '/health' });
  assert.equal(log.length, 1);
  assert.deepEqual(
    metrics.filter((line) => !('ColdStart' in line)),
    [],
  );
});
