import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from '../../../lambda/genesys/sdk.ts';

const NOW_MS = Date.UTC(2026, 10, 24);
const failure = (status: number, headers: Record<string, string> = {}) =>
  failureOf(
    { status, headers: new Headers(headers), text: '' },
    {
      permission: 'routing:queue:view',
      operation: { name: 'getRoutingQueues', family: 'routing' },
      nowMs: NOW_MS,
    },
  );

for (const [status, code, statusCode, retryable] of [
  [301, 'genesys_unavailable', 502, true],
  [399, 'genesys_unavailable', 502, true],
  [400, 'genesys_request_refused', 400, false],
  [401, 'genesys_authentication_failed', 401, false],
  [402, 'genesys_request_refused', 400, false],
  [403, 'genesys_permission_denied', 403, false],
  [404, 'genesys_not_found', 404, false],
  [405, 'genesys_request_refused', 400, false],
  [407, 'genesys_request_refused', 400, false],
  [408, 'genesys_unavailable', 502, true],
  [409, 'genesys_request_refused', 400, false],
  [413, 'genesys_request_refused', 400, false],
  [428, 'genesys_request_refused', 400, false],
  [429, 'genesys_rate_limited', 429, true],
  [430, 'genesys_request_refused', 400, false],
  [499, 'genesys_request_refused', 400, false],
  [500, 'genesys_unavailable', 502, true],
  [502, 'genesys_unavailable', 502, true],
  [503, 'genesys_unavailable', 502, true],
  [504, 'genesys_unavailable', 502, true],
  [599, 'genesys_unavailable', 502, true],
] as const) {
  test(`${status} from Genesys is ${code}, ${retryable ? 'retryable' : 'not retryable'}`, () => {
    const error = failure(status);
    assert.deepEqual(
      { code: error.code, statusCode: error.statusCode, retryable: error.retryable },
      { code, statusCode, retryable },
    );
    assert.equal(error.retryAfterSeconds, status === 429 ? 1 : undefined);
  });
}

test('a 403 names the missing permission', () => {
  assert.match(failure(403).message, /routing:queue:view/);
});

for (const status of [429, 500, 503, 408]) {
  test(`the Retry-After of a ${status} is read as seconds or as a date`, () => {
    assert.equal(failure(status, { 'Retry-After': '17' }).retryAfterSeconds, 17);
    const date = new Date(NOW_MS + 9_001).toUTCString();
    assert.equal(failure(status, { 'retry-after': date }).retryAfterSeconds, 9);
    assert.equal(
      failure(status, { 'retry-after': 'soon' }).retryAfterSeconds,
      status === 429 ? 1 : undefined,
    );
  });
}

for (const status of [400, 401, 403, 404]) {
  test(`the Retry-After of a ${status} is ignored`, () => {
    assert.equal(failure(status, { 'retry-after': '5' }).retryAfterSeconds, undefined);
  });
}
