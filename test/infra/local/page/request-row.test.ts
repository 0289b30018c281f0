import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestRow } from '../../../../infra/local/page/request-row.ts';
import { DataActionError } from '../../../../lambda/errors.ts';
import type { RequestRecord } from '../../../../lambda/telemetry/events.ts';

const TIME_MS = Date.UTC(2026, 10, 24);
const completed: RequestRecord = {
  requestId: 'id',
  correlationId: undefined,
  method: 'POST',
  path: '/dataaction/queues',
  target: 'data-action',
  statusCode: 200,
  durationMs: 1.26,
  error: undefined,
  events: [
    { type: 'cache.read', outcome: 'stale', durationMs: 1, ageSeconds: 310 },
    {
      type: 'cache.result',
      result: {
        outcome: 'stale',
        value: '{}',
        ageSeconds: 310,
        ttlSeconds: -10,
        reason: 'genesys_unavailable',
      },
    },
  ],
};

test('a result is a row with its outcome, its age and the reason if it is stale', () => {
  assert.deepEqual(requestRow(completed, TIME_MS), {
    timeMs: TIME_MS,
    action: 'queues',
    outcome: 'stale',
    ageSeconds: 310,
    durationMs: 1.3,
    statusCode: 200,
    code: 'genesys_unavailable',
  });
});

test('a request that shared the fetch of another one is a row with the outcome collapsed', () => {
  const result = { outcome: 'collapsed', value: '{}', ageSeconds: 0, forward: 'uri-miss' } as const;
  const row = requestRow({ ...completed, events: [{ type: 'cache.result', result }] }, TIME_MS);
  assert.equal(row?.outcome, 'collapsed');
});

test('an error is a row with its code and without an age', () => {
  const error = new DataActionError('genesys_unavailable', 'Genesys responded with status 503');
  const row = requestRow({ ...completed, error, statusCode: 502, events: [] }, TIME_MS);
  assert.partialDeepStrictEqual(row, {
    outcome: 'error',
    ageSeconds: null,
    statusCode: 502,
    code: 'genesys_unavailable',
  });
});

test('an unknown path is a row with that path, cut to 80 characters', () => {
  const unknown = { ...completed, target: 'nothing' } as const;
  assert.equal(requestRow({ ...unknown, path: '/nowhere' }, TIME_MS)?.action, '/nowhere');
  assert.equal(requestRow({ ...unknown, path: `/${'x'.repeat(100)}` }, TIME_MS)?.action.length, 80);
});

test('health checks, listings and invalidations are not rows', () => {
  for (const target of ['health', 'listing', 'invalidation'] as const)
    assert.equal(requestRow({ ...completed, target }, TIME_MS), undefined);
});
