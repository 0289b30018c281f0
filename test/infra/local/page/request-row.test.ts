import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestRow } from '../../../../infra/local/page/request-row.ts';
import { GenesysUnavailable } from '../../../../lambda/errors/genesys-errors.ts';
import type { RequestRecord } from '../../../../lambda/telemetry/telemetry.ts';

const TIME_MS = Date.UTC(2026, 10, 24);
const answered: RequestRecord = {
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

test('an answer is a row with its outcome, its age and why it is old', () => {
  assert.deepEqual(requestRow(answered, TIME_MS), {
    timeMs: TIME_MS,
    action: 'queues',
    outcome: 'stale',
    ageSeconds: 310,
    durationMs: 1.3,
    statusCode: 200,
    code: 'genesys_unavailable',
  });
});

test('an error is a row with its code and no age', () => {
  const error = new GenesysUnavailable('Genesys answered with status 503');
  const row = requestRow({ ...answered, error, statusCode: 502, events: [] }, TIME_MS);
  assert.partialDeepStrictEqual(row, {
    outcome: 'error',
    ageSeconds: null,
    statusCode: 502,
    code: 'genesys_unavailable',
  });
});

test('a path that is no data action stands for itself, cut to 80 characters', () => {
  const lost = { ...answered, target: 'nothing' } as const;
  assert.equal(requestRow({ ...lost, path: '/nowhere' }, TIME_MS)?.action, '/nowhere');
  assert.equal(requestRow({ ...lost, path: `/${'x'.repeat(100)}` }, TIME_MS)?.action.length, 80);
});

test('what asks for no answer is no row', () => {
  for (const target of ['health', 'listing', 'invalidation'] as const)
    assert.equal(requestRow({ ...answered, target }, TIME_MS), undefined);
});
