import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEY, loggedFields, REQUEST_EVENT } from '../../support/request-record.ts';

const REQUEST_FIELDS = {
  requestId: 'request-1',
  correlation_id: 'correlation-1',
  method: 'POST',
  path: '/dataaction/queues',
  statusCode: 200,
  durationMs: 12,
};

test('a request without events has only the fields of the request', () => {
  assert.deepEqual(loggedFields({ path: '/health', method: 'GET' }), {
    ...REQUEST_FIELDS,
    path: '/health',
    method: 'GET',
    attempts: 0,
  });
});

test('a hit is logged with its key, its age and the duration of the cache read', () => {
  const events = [
    REQUEST_EVENT,
    { type: 'cache.read', outcome: 'hit', durationMs: 2.6, ageSeconds: 12 },
    { type: 'cache.result', result: { outcome: 'hit', value: '{}', ageSeconds: 12, ttlSeconds: 288 } },
  ] as const;
  assert.deepEqual(loggedFields({ events }), {
    ...REQUEST_FIELDS,
    action: 'queues',
    key: KEY,
    outcome: 'hit',
    ageSeconds: 12,
    cacheRead: 'hit',
    cacheReadMs: 3,
    attempts: 0,
  });
});

test('a stale response is logged with its reason, the failure and the back-off', () => {
  const events = [
    REQUEST_EVENT,
    { type: 'cache.read', outcome: 'stale', durationMs: 2, ageSeconds: 312 },
    { type: 'cache.lease', outcome: 'acquired', durationMs: 1.6, polls: 0 },
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
  assert.deepEqual(loggedFields({ events }), {
    ...REQUEST_FIELDS,
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

test('a collapsed request is logged with the duration of its wait and the number of polls', () => {
  const events = [
    REQUEST_EVENT,
    { type: 'cache.read', outcome: 'uri-miss', durationMs: 2 },
    { type: 'cache.lease', outcome: 'changed', durationMs: 200.4, polls: 7 },
    {
      type: 'cache.result',
      result: { outcome: 'collapsed', value: '{}', ageSeconds: 0, forward: 'uri-miss' },
    },
  ] as const;
  assert.partialDeepStrictEqual(loggedFields({ events }), {
    outcome: 'collapsed',
    ageSeconds: 0,
    lease: 'changed',
    leaseMs: 200,
    leasePolls: 7,
  });
});

test("a response from the container's own copies is logged as one", () => {
  const result = {
    outcome: 'stale',
    value: '{}',
    ageSeconds: 301,
    ttlSeconds: -1,
    reason: 'genesys_unavailable',
  } as const;
  const logged = (isLocal: boolean) =>
    loggedFields({ events: [{ type: 'cache.result', result: { ...result, ...(isLocal && { isLocal }) } }] });
  assert.deepEqual([logged(true).localCopy, logged(false).localCopy], [true, undefined]);
});

test('a miss with a retry is logged with every attempt and the total durations', () => {
  const events = [
    REQUEST_EVENT,
    { type: 'cache.read', outcome: 'uri-miss', durationMs: 2 },
    { type: 'cache.lease', outcome: 'acquired', durationMs: 1, polls: 0 },
    { type: 'genesys.token', outcome: 'ok', source: 'login', durationMs: 80.2 },
    { type: 'genesys.attempt', attempt: 1, outcome: 'genesys_rate_limited', durationMs: 120.3 },
    { type: 'genesys.backoff', delayMs: 1000.4 },
    {
      type: 'genesys.token',
      outcome: 'ok',
      source: 'kept',
      refreshError: new Error('slow'),
      durationMs: 0.1,
    },
    { type: 'genesys.attempt', attempt: 2, outcome: 'ok', durationMs: 150.3 },
    { type: 'cache.write', outcome: 'stored', durationMs: 1.2, bytes: 10_342 },
    {
      type: 'cache.result',
      result: { outcome: 'miss', value: '{}', ageSeconds: 0, forward: 'uri-miss', storage: 'stored' },
    },
  ] as const;
  assert.deepEqual(loggedFields({ events }), {
    ...REQUEST_FIELDS,
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
    tokenSource: 'kept',
    tokenRefreshError: 'Error: slow',
    backoffMs: 1000,
  });
});

test('a path is logged up to 256 characters', () => {
  assert.equal(loggedFields({ path: '/'.repeat(256) }).path, '/'.repeat(256));
  assert.equal(loggedFields({ path: '/'.repeat(257) }).path, '/'.repeat(256));
});
