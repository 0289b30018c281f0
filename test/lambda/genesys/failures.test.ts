import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../../infra/local/simulator/faults.ts';
import { startService } from '../../support/service.ts';

interface Failure {
  name: string;
  fault: Fault;
  /** 502 by default. */
  status?: number;
  /** `genesys_unavailable` by default. */
  code?: string;
  message?: RegExp;
  retryAfterSeconds?: number;
  /** The message of the next request, if the failure itself is not remembered. */
  withheld?: RegExp;
  /** The expected calls to the API and to the login. */
  calls: { logins?: number; api?: number };
}

const failures: Failure[] = [
  {
    name: 'a rejected login',
    fault: { kind: 'status', target: 'login', status: 401 },
    status: 401,
    code: 'genesys_authentication_failed',
    calls: { logins: 1, api: 0 },
  },
  {
    name: 'a token that is rejected twice',
    fault: { kind: 'status', status: 401 },
    status: 401,
    code: 'genesys_authentication_failed',
    calls: { logins: 2, api: 2 },
  },
  {
    name: 'a missing permission',
    fault: { kind: 'status', status: 403 },
    status: 403,
    code: 'genesys_permission_denied',
    message: /routing:queue:view/,
    calls: { api: 1 },
  },
  {
    name: 'an unknown resource',
    fault: { kind: 'status', status: 404 },
    status: 404,
    code: 'genesys_not_found',
    calls: { api: 1 },
  },
  {
    name: 'a request that Genesys rejects',
    fault: { kind: 'status', status: 400 },
    status: 400,
    code: 'genesys_request_refused',
    calls: { api: 1 },
  },
  {
    name: 'a rate limit whose Retry-After ends after the deadline',
    fault: { kind: 'status', status: 429, retryAfter: '42' },
    status: 429,
    code: 'genesys_rate_limited',
    retryAfterSeconds: 42,
    calls: { api: 1 },
  },
  {
    name: 'a rate limit of the login',
    fault: { kind: 'status', target: 'login', status: 429, retryAfter: '17' },
    status: 429,
    code: 'genesys_rate_limited',
    retryAfterSeconds: 17,
    withheld: /^the login was not sent/,
    calls: { logins: 1, api: 0 },
  },
  {
    name: 'a rate limit without a valid Retry-After',
    fault: { kind: 'status', status: 429, retryAfter: 'soon', message: 'Slow down.' },
    status: 429,
    code: 'genesys_rate_limited',
    retryAfterSeconds: 1,
    calls: { api: 3 },
  },
  {
    name: 'a rate limit with the seconds to wait in its message only',
    fault: { kind: 'status', status: 429 },
    status: 429,
    code: 'genesys_rate_limited',
    retryAfterSeconds: 60,
    calls: { api: 1 },
  },
  { name: 'a server error of Genesys', fault: { kind: 'status', status: 500 }, calls: { api: 3 } },
  { name: 'an empty 502', fault: { kind: 'status', status: 502, bodiless: true }, calls: { api: 3 } },
  {
    name: 'a server error of the login',
    fault: { kind: 'status', target: 'login', status: 503 },
    calls: { logins: 3, api: 0 },
  },
  { name: 'reset connections', fault: { kind: 'reset' }, message: /cannot be reached/, calls: { api: 3 } },
  { name: 'responses that are cut off', fault: { kind: 'reset-mid-body' }, calls: { api: 3 } },
  { name: 'HTML', fault: { kind: 'html' }, message: /not JSON/, calls: { api: 3 } },
  {
    name: 'HTML from the login',
    fault: { kind: 'html', target: 'login' },
    message: /without a token/,
    calls: { logins: 3 },
  },
  { name: 'truncated JSON', fault: { kind: 'truncated' }, calls: { api: 3 } },
  { name: 'an empty response', fault: { kind: 'empty' }, calls: { api: 3 } },
  {
    name: 'JSON of an unknown shape',
    fault: { kind: 'wrong-shape' },
    message: /unexpected shape/,
    calls: { api: 3 },
  },
  {
    name: 'more than 8 MiB',
    fault: { kind: 'enormous', bytes: 9 * 1024 * 1024 },
    status: 422,
    code: 'response_too_large',
    message: /more than 8388608 bytes; request less: a smaller pageSize, or fewer queueIds$/,
    calls: { api: 1 },
  },
  {
    name: 'more than 8 MiB from the login',
    fault: { kind: 'enormous', bytes: 9 * 1024 * 1024, target: 'login' },
    message: /more than 8388608 bytes$/,
    calls: { logins: 3 },
  },
  {
    name: 'a redirect',
    fault: { kind: 'redirect', location: 'https://elsewhere.example/' },
    calls: { api: 3 },
  },
];

for (const failure of failures) {
  const {
    name,
    fault,
    status = 502,
    code = 'genesys_unavailable',
    message,
    retryAfterSeconds,
    withheld,
    calls,
  } = failure;
  test(`after ${name}, the response is ${status} ${code} and is remembered until the back-off ends`, async (t) => {
    const { clock, simulator, requestQueues } = await startService(t, { ports: { random: () => 0 } });
    simulator.fail(fault);

    const failed = await requestQueues();

    assert.equal(failed.statusCode, status);
    assert.equal(failed.body.code, code);
    if (message) assert.match(String(failed.body.message), message);
    assert.equal(failed.body.retryAfterSeconds, retryAfterSeconds);
    assert.equal(failed.headers['Retry-After'], retryAfterSeconds?.toString());
    assert.partialDeepStrictEqual(simulator.calls, calls);

    const { logins, api } = simulator.calls;
    const remembered = await requestQueues();
    assert.equal(remembered.statusCode, status);
    assert.equal(remembered.body.code, code);
    if (withheld) assert.match(String(remembered.body.message), withheld);
    else assert.equal(remembered.body.message, failed.body.message);
    assert.ok(Number(remembered.body.retryAfterSeconds) >= 1);
    assert.deepEqual(simulator.calls, { logins, api });

    simulator.heal();
    clock.skip(60_000);
    const healed = await requestQueues();
    assert.equal(healed.statusCode, 200);
    assert.equal(healed.body.source, 'api');
  });
}

test('a temporary failure is retried, and the request succeeds', async (t) => {
  const { simulator, requestQueues } = await startService(t);
  simulator.fail({ kind: 'status', status: 503, times: 1 });
  simulator.fail({ kind: 'reset', times: 1 });
  const { statusCode } = await requestQueues();
  assert.equal(statusCode, 200);
  assert.equal(simulator.calls.api, 3);
});

test('a token that is rejected before it expires is replaced once, and the call is retried', async (t) => {
  const { simulator, requestQueues } = await startService(t);
  await requestQueues({ pageNumber: 1 });
  simulator.revokeTokens();
  const { statusCode } = await requestQueues({ pageNumber: 2 });
  assert.equal(statusCode, 200);
  assert.deepEqual(simulator.calls, { logins: 2, api: 3 });
});

test('sequential and concurrent calls share one login', async (t) => {
  const { simulator, requestQueues } = await startService(t);
  await Promise.all([1, 2, 3, 4].map((pageNumber) => requestQueues({ pageNumber })));
  await requestQueues({ pageNumber: 5 });
  assert.deepEqual(simulator.calls, { logins: 1, api: 5 });
});

test('when Genesys refuses connections, the response is a 502', async (t) => {
  const { simulator, requestQueues } = await startService(t);
  await simulator.close();
  const { statusCode, body } = await requestQueues();
  assert.equal(statusCode, 502);
  assert.equal(body.code, 'genesys_unavailable');
});
