import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { asDataActionError, DataActionError } from '../../../lambda/errors.ts';
import type { RequestRecord } from '../../../lambda/telemetry/events.ts';
import { requestFields } from '../../../lambda/telemetry/log-line.ts';

const KEY = 'dataaction:cache:{queues}:00';
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
const question = { type: 'request', action: 'queues', key: KEY } as const;
const head = {
  requestId: 'request-1',
  correlation_id: 'correlation-1',
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
  const events = [
    question,
    { type: 'cache.read', outcome: 'hit', durationMs: 2.6, ageSeconds: 12 },
    { type: 'cache.result', result: { outcome: 'hit', value: '{}', ageSeconds: 12, ttlSeconds: 288 } },
  ] as const;
  assert.deepEqual(fieldsOf({ events }), {
    ...head,
    action: 'queues',
    key: KEY,
    outcome: 'hit',
    ageSeconds: 12,
    cacheRead: 'hit',
    cacheReadMs: 3,
    attempts: 0,
  });
});

test('a stale answer tells why it is stale, what failed and for how long nobody tries again', () => {
  const events = [
    question,
    { type: 'cache.read', outcome: 'stale', durationMs: 2, ageSeconds: 312 },
    { type: 'cache.lease', outcome: 'acquired', isEarlyRefresh: false, durationMs: 1.6, polls: 0 },
    { type: 'genesys.throttled', waitMs: 1700.4 },
    { type: 'cache.failure', outcome: 'stored', code: 'genesys_rate_limited', windowMs: 2000 },
    {
      type: 'cache.result',
      result: {
        outcome: 'stale',
        value: '{}',
        ageSeconds: 312,
        ttlSeconds: -12,
        reason: 'genesys_rate_limited',
      },
    },
  ] as const;
  assert.deepEqual(fieldsOf({ events }), {
    ...head,
    action: 'queues',
    key: KEY,
    outcome: 'stale',
    detail: 'genesys_rate_limited',
    ageSeconds: 312,
    cacheRead: 'stale',
    cacheReadMs: 2,
    lease: 'acquired',
    leaseMs: 2,
    failureRemembered: 'stored',
    failureWindowMs: 2000,
    throttledMs: 1700,
    attempts: 0,
  });
});

test('who waited for the call of another tells how long, and how often it looked', () => {
  const events = [
    question,
    { type: 'cache.read', outcome: 'uri-miss', durationMs: 2 },
    { type: 'cache.lease', outcome: 'changed', isEarlyRefresh: false, durationMs: 200.4, polls: 7 },
    {
      type: 'cache.result',
      result: { outcome: 'collapsed', value: '{}', ageSeconds: 0, forward: 'uri-miss' },
    },
  ] as const;
  assert.partialDeepStrictEqual(fieldsOf({ events }), {
    outcome: 'collapsed',
    ageSeconds: 0,
    lease: 'changed',
    leaseMs: 200,
    leasePolls: 7,
  });
});

test('who renews a fresh entry before its time says so', () => {
  const claim = {
    type: 'cache.lease',
    outcome: 'acquired',
    isEarlyRefresh: true,
    durationMs: 1,
    polls: 0,
  } as const;
  const { earlyRefresh, leasePolls } = fieldsOf({ events: [claim] });
  assert.deepEqual([earlyRefresh, leasePolls], [true, undefined]);
});

test('a miss with a retry tells every attempt, and the durations in sum', () => {
  const events = [
    question,
    { type: 'cache.read', outcome: 'uri-miss', durationMs: 2 },
    { type: 'cache.lease', outcome: 'acquired', isEarlyRefresh: false, durationMs: 1, polls: 0 },
    { type: 'genesys.token', outcome: 'ok', durationMs: 80.2 },
    { type: 'genesys.attempt', attempt: 1, outcome: 'genesys_rate_limited', durationMs: 120.3 },
    { type: 'genesys.backoff', delayMs: 1000.4 },
    { type: 'genesys.token', outcome: 'ok', durationMs: 0.1 },
    { type: 'genesys.attempt', attempt: 2, outcome: 'ok', durationMs: 150.3 },
    { type: 'cache.write', outcome: 'stored', durationMs: 1.2, bytes: 10_342 },
    {
      type: 'cache.result',
      result: { outcome: 'miss', value: '{}', ageSeconds: 0, forward: 'uri-miss', storage: 'stored' },
    },
  ] as const;
  assert.deepEqual(fieldsOf({ events }), {
    ...head,
    action: 'queues',
    key: KEY,
    outcome: 'miss',
    ageSeconds: 0,
    cacheRead: 'uri-miss',
    cacheReadMs: 2,
    lease: 'acquired',
    leaseMs: 1,
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

test('a broken cache tells why it could not be read, asked or written', () => {
  const cause = new StoreUnavailable('Redis cannot be used', { cause: new Error('connect ECONNREFUSED') });
  const bypass = { type: 'cache.read', outcome: 'bypass', durationMs: 0, cause } as const;
  assert.deepEqual(fieldsOf({ events: [bypass] }).cacheErrors, [
    'StoreUnavailable: Redis cannot be used <- Error: connect ECONNREFUSED',
  ]);

  const unreadable = { ...bypass, outcome: 'miss', cause: 'wrong checksum' } as const;
  const unwritten = { type: 'cache.write', outcome: 'failed', durationMs: 0, bytes: 1, cause } as const;
  const unclaimed = {
    type: 'cache.lease',
    outcome: 'unavailable',
    isEarlyRefresh: false,
    durationMs: 0,
    polls: 0,
    cause: new StoreUnavailable('no claim'),
  } as const;
  const forgotten = {
    type: 'cache.failure',
    outcome: 'failed',
    code: 'genesys_unavailable',
    windowMs: 1000,
    cause: new StoreUnavailable('no memory'),
  } as const;
  const fields = fieldsOf({ events: [unreadable, unclaimed, unwritten, forgotten] });
  assert.deepEqual(fields.cacheErrors, [
    'wrong checksum',
    'StoreUnavailable: no claim',
    'StoreUnavailable: Redis cannot be used <- Error: connect ECONNREFUSED',
    'StoreUnavailable: no memory',
  ]);
  assert.deepEqual([fields.cacheRead, fields.cacheWrite], ['miss', 'failed']);
});

test('an error tells its code and its causes but no stack', () => {
  const error = new DataActionError('genesys_unavailable', 'Genesys cannot be reached', {
    cause: new TypeError('fetch failed', { cause: new Error('read ECONNRESET') }),
  });
  const events = [question, { type: 'cache.read', outcome: 'stale', durationMs: 1 }] as const;
  const fields = fieldsOf({ statusCode: 502, error, events });
  assert.deepEqual([fields.outcome, fields.code], ['error', 'genesys_unavailable']);
  assert.equal(
    fields.error,
    'DataActionError: Genesys cannot be reached <- TypeError: fetch failed <- Error: read ECONNRESET',
  );
  assert.equal('stack' in fields, false);
});

test('a defect of ours tells where it is', () => {
  const fields = fieldsOf({ error: asDataActionError(new TypeError('x is not a function')) });
  assert.equal(fields.code, 'internal_error');
  assert.match(String(fields.error), /<- TypeError: x is not a function$/);
  assert.match(String(fields.stack), /^TypeError: x is not a function\n +at .*log-line\.test\.ts/);
});

test('a defect that threw no error is told, too', () => {
  for (const [thrown, text] of [
    ['oops', 'oops'],
    [undefined, undefined],
    [null, 'null'],
    [{}, '[object Object]'],
  ]) {
    const told = String(fieldsOf({ error: asDataActionError(thrown) }).error).split(' <- ')[1];
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
  for (const error of [reply, asDataActionError(reply), asDataActionError(reply.command)]) {
    const read = { type: 'cache.read', outcome: 'bypass', durationMs: 0, cause: stored } as const;
    const line = JSON.stringify(fieldsOf({ error, events: [read] }));
    assert.match(line, /WRONGPASS/);
    assert.doesNotMatch(line, /hunter2|aHVudGVyMg/);
  }
});

test('credentials in messages, causes and stacks are redacted', () => {
  const cause = new Error('GET https://user:hunter2@h with Bearer hunter2');
  const line = JSON.stringify(fieldsOf({ error: asDataActionError(cause) }));
  assert.match(line, /https:\/\/\*\*\*@h with Bearer \*\*\*/);
  assert.doesNotMatch(line, /hunter2/);
});

test('of a path that is very long the beginning is told', () => {
  assert.equal(fieldsOf({ path: '/'.repeat(256) }).path, '/'.repeat(256));
  assert.equal(fieldsOf({ path: '/'.repeat(257) }).path, '/'.repeat(256));
});
