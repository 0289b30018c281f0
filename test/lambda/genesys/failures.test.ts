import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../../infra/local/simulator/faults.ts';
import { startService, type TestService } from '../../support/service.ts';
import { until } from '../../support/until.ts';

interface Failure {
  name: string;
  faults: Fault[];
  status: number;
  code: string;
  message?: RegExp;
  retryAfterSeconds?: number;
  /** The expected calls to the API and to the login. */
  calls: { logins?: number; api?: number };
}

const failures: Failure[] = [
  {
    name: 'a rejected login',
    faults: [{ kind: 'status', target: 'login', status: 401 }],
    status: 401,
    code: 'genesys_authentication_failed',
    calls: { logins: 1, api: 0 },
  },
  {
    name: 'a token that is rejected twice',
    faults: [{ kind: 'status', status: 401 }],
    status: 401,
    code: 'genesys_authentication_failed',
    calls: { logins: 2, api: 2 },
  },
  {
    name: 'a missing permission',
    faults: [{ kind: 'status', status: 403 }],
    status: 403,
    code: 'genesys_permission_denied',
    message: /routing:queue:view/,
    calls: { api: 1 },
  },
  {
    name: 'an unknown resource',
    faults: [{ kind: 'status', status: 404 }],
    status: 404,
    code: 'genesys_not_found',
    calls: { api: 1 },
  },
  {
    name: 'a request that Genesys rejects',
    faults: [{ kind: 'status', status: 400 }],
    status: 400,
    code: 'genesys_request_refused',
    calls: { api: 1 },
  },
  {
    name: 'a rate limit whose Retry-After ends after the deadline',
    faults: [{ kind: 'status', status: 429, retryAfter: '42' }],
    status: 429,
    code: 'genesys_rate_limited',
    retryAfterSeconds: 42,
    calls: { api: 1 },
  },
  {
    name: 'a rate limit of the login',
    faults: [{ kind: 'status', target: 'login', status: 429, retryAfter: '17' }],
    status: 429,
    code: 'genesys_rate_limited',
    retryAfterSeconds: 17,
    calls: { logins: 1, api: 0 },
  },
  {
    name: 'a rate limit without a valid Retry-After',
    faults: [{ kind: 'status', status: 429, retryAfter: 'soon' }],
    status: 429,
    code: 'genesys_rate_limited',
    retryAfterSeconds: 1,
    calls: { api: 3 },
  },
  {
    name: 'a server error of Genesys',
    faults: [{ kind: 'status', status: 500 }],
    status: 502,
    code: 'genesys_unavailable',
    calls: { api: 3 },
  },
  {
    name: 'an empty 502',
    faults: [{ kind: 'status', status: 502, bodiless: true }],
    status: 502,
    code: 'genesys_unavailable',
    calls: { api: 3 },
  },
  {
    name: 'a server error of the login',
    faults: [{ kind: 'status', target: 'login', status: 503 }],
    status: 502,
    code: 'genesys_unavailable',
    calls: { logins: 3, api: 0 },
  },
  {
    name: 'reset connections',
    faults: [{ kind: 'reset' }],
    status: 502,
    code: 'genesys_unavailable',
    message: /cannot be reached/,
    calls: { api: 3 },
  },
  {
    name: 'responses that are cut off',
    faults: [{ kind: 'reset-mid-body' }],
    status: 502,
    code: 'genesys_unavailable',
    calls: { api: 3 },
  },
  {
    name: 'HTML',
    faults: [{ kind: 'html' }],
    status: 502,
    code: 'genesys_unavailable',
    message: /not JSON/,
    calls: { api: 3 },
  },
  {
    name: 'HTML from the login',
    faults: [{ kind: 'html', target: 'login' }],
    status: 502,
    code: 'genesys_unavailable',
    message: /without a token/,
    calls: { logins: 3 },
  },
  {
    name: 'truncated JSON',
    faults: [{ kind: 'truncated' }],
    status: 502,
    code: 'genesys_unavailable',
    calls: { api: 3 },
  },
  {
    name: 'an empty response',
    faults: [{ kind: 'empty' }],
    status: 502,
    code: 'genesys_unavailable',
    calls: { api: 3 },
  },
  {
    name: 'JSON of an unknown shape',
    faults: [{ kind: 'wrong-shape' }],
    status: 502,
    code: 'genesys_unavailable',
    message: /unexpected shape/,
    calls: { api: 3 },
  },
  {
    name: 'more than 8 MiB',
    faults: [{ kind: 'enormous', bytes: 9 * 1024 * 1024 }],
    status: 502,
    code: 'genesys_unavailable',
    message: /more than 8388608 bytes/,
    calls: { api: 3 },
  },
  {
    name: 'a redirect',
    faults: [{ kind: 'redirect', location: 'https://elsewhere.example/' }],
    status: 502,
    code: 'genesys_unavailable',
    calls: { api: 3 },
  },
];

for (const { name, faults, status, code, message, retryAfterSeconds, calls } of failures) {
  test(`${name}: ${status} ${code}, and again without a call until the back-off window ends`, async (t) => {
    const { clock, simulator, requestQueues } = await startService(t, { ports: { random: () => 0 } });
    for (const fault of faults) simulator.fail(fault);

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
    assert.deepEqual([remembered.body.code, remembered.body.message], [code, failed.body.message]);
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

test('a token that is rejected before it expires is renewed once, and the call is retried', async (t) => {
  const { simulator, requestQueues } = await startService(t);
  await requestQueues({ pageNumber: 1 });
  simulator.revokeTokens();
  const { statusCode } = await requestQueues({ pageNumber: 2 });
  assert.equal(statusCode, 200);
  assert.deepEqual(simulator.calls, { logins: 2, api: 3 });
});

test('one login serves many calls, concurrent ones included', async (t) => {
  const { simulator, requestQueues } = await startService(t);
  await Promise.all([1, 2, 3, 4].map((pageNumber) => requestQueues({ pageNumber })));
  await requestQueues({ pageNumber: 5 });
  assert.deepEqual(simulator.calls, { logins: 1, api: 5 });
});

const hangs: { name: string; fault: Fault }[] = [
  { name: 'Genesys hangs', fault: { kind: 'hang' } },
  { name: 'the login hangs', fault: { kind: 'hang', target: 'login' } },
  { name: 'Genesys trickles', fault: { kind: 'trickle', bytesPerChunk: 1, intervalMs: 50 } },
];

/** Expects a 504 once `afterMs` has passed, and returns the timeout that its message names. */
async function expectDeadline(service: TestService, afterMs: number, remainingMs = 15_000): Promise<number> {
  const pending = service.requestQueues({}, remainingMs);
  await until(() => service.simulator.pendingRequests === 1);
  service.clock.skip(afterMs);
  const { statusCode, body } = await pending;
  assert.equal(statusCode, 504);
  assert.equal(body.code, 'deadline_exceeded');
  await until(() => service.simulator.pendingRequests === 0);
  return Number(/no response within (\d+) ms/.exec(String(body.message))?.[1]);
}

for (const { name, fault } of hangs) {
  test(`when ${name}, the request ends at its deadline and the call is aborted`, async (t) => {
    const service = await startService(t, { env: { REQUEST_TIMEOUT_MS: '4000' } });
    service.simulator.fail(fault);
    // 50 ms are reserved for storing the entry.
    assert.equal(await expectDeadline(service, 3950), 3950);
  });
}

test("the response arrives before Lambda's timeout, even if REQUEST_TIMEOUT_MS is longer", async (t) => {
  const service = await startService(t, { env: { REQUEST_TIMEOUT_MS: '60000' } });
  service.simulator.fail({ kind: 'hang' });
  // 250 ms are reserved for the response and 50 ms for storing the entry.
  assert.equal(await expectDeadline(service, 3700, 4000), 3700);
});

test('a call that exceeds GENESYS_TIMEOUT_MS is aborted and retried', async (t) => {
  const { clock, simulator, requestQueues } = await startService(t, { env: { GENESYS_TIMEOUT_MS: '3000' } });
  simulator.fail({ kind: 'hang', times: 1 });
  const pending = requestQueues();
  await until(() => simulator.pendingRequests === 1);
  clock.skip(3000);
  const { statusCode } = await pending;
  assert.equal(statusCode, 200);
  assert.equal(simulator.calls.api, 2);
  await until(() => simulator.pendingRequests === 0);
});

test('when Genesys refuses connections, the response is a 502', async (t) => {
  const { simulator, requestQueues } = await startService(t);
  await simulator.close();
  const { statusCode, body } = await requestQueues();
  assert.equal(statusCode, 502);
  assert.equal(body.code, 'genesys_unavailable');
});
