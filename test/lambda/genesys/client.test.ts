import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Fault, StatusFault } from '../../../infra/local/simulator/faults.ts';
import { queues } from '../../../lambda/actions/queues.ts';
import { parseConfig } from '../../../lambda/config/environment.ts';
import { asDataActionError, DataActionError } from '../../../lambda/errors.ts';
import type { GenesysEvent } from '../../../lambda/genesys/call.ts';
import { createGenesysClient } from '../../../lambda/genesys/client.ts';
import { withDeadline } from '../../../lambda/runtime/deadline.ts';
import {
  createProcessRateLimiter,
  type Limit,
  type RateLimiter,
} from '../../../lambda/runtime/rate-limiter.ts';
import { codeOf } from '../../support/error-code.ts';
import { createMovableClock } from '../../support/movable-clock.ts';
import { simulatorFor } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';

/** Starts a client and its simulator. By default its rate limiter allows every call and records the pauses. */
async function start(t: TestContext, limiter: Partial<RateLimiter> = {}, clock = createMovableClock()) {
  const simulator = await simulatorFor(t);
  const pauses: [of: Limit['of'], ms: number][] = [];
  const rateLimiter: RateLimiter = {
    take: async () => 0,
    takeLogin: async () => 0,
    pause: async (limit, ms) => {
      pauses.push([limit.of, ms]);
    },
    ...limiter,
  };
  const { genesys: config } = parseConfig({
    GENESYS_API_URL: simulator.url,
    GENESYS_LOGIN_URL: simulator.url,
    GENESYS_CLIENT_ID: simulator.credentials.clientId,
    GENESYS_CLIENT_SECRET: simulator.credentials.clientSecret,
  });
  const client = createGenesysClient({ config, clock, random: () => 0, rateLimiter });
  const events: GenesysEvent[] = [];
  const call = ({ mayRetry = true, timeoutMs = 10_000, pageNumber = 1 } = {}) =>
    withDeadline(timeoutMs, clock, (deadline) => {
      const observe = (event: GenesysEvent) => events.push(event);
      return client.call(queues.parse({ pageNumber }).call, { deadline, mayRetry, observe });
    });
  const types = () => events.map(({ type }) => type);
  return { clock, simulator, pauses, events, types, call };
}

const errorOf = (pending: Promise<unknown>) =>
  pending.then(
    () => assert.fail('the call succeeded'),
    (error: unknown) => asDataActionError(error),
  );

test('a call over the rate limit is withheld, and the error has the time to wait', async (t) => {
  const { simulator, events, types, call } = await start(t, { take: async () => 17_001 });
  const error = await errorOf(call());
  assert.ok(error instanceof DataActionError && error.code === 'genesys_rate_limited');
  assert.equal(error.retryAfterSeconds, 18);
  assert.deepEqual(types(), ['genesys.token', 'genesys.throttled']);
  assert.deepEqual(events.at(-1), { type: 'genesys.throttled', waitMs: 17_001 });
  assert.equal(simulator.calls.api, 0);
});

test('every attempt counts towards the rate limit', async (t) => {
  const waits = [0, 0, 5000];
  const { simulator, types, call } = await start(t, { take: async () => waits.shift() ?? 0 });
  simulator.fail({ kind: 'status', status: 503 });
  const error = await errorOf(call());
  assert.ok(error instanceof DataActionError && error.code === 'genesys_rate_limited');
  assert.equal(error.retryAfterSeconds, 5);
  assert.equal(simulator.calls.api, 2);
  assert.deepEqual(types(), [
    'genesys.token',
    'genesys.attempt',
    'genesys.backoff',
    'genesys.token',
    'genesys.attempt',
    'genesys.backoff',
    'genesys.token',
    'genesys.throttled',
  ]);
});

const SECONDS_IN_MESSAGE = { message: 'Rate limit exceeded the maximum. Retry the request in [33] seconds' };
const NO_SECONDS = { message: 'Slow down.' };
const TOKEN_LIMIT = { namespace: 'platform.api', key: 'client.credentials.token.rate.per.minute' };
for (const [label, fault, of, pauseMs] of [
  ['a 429', { retryAfter: '42' }, 'operation', 41_980],
  ['a 429 of the login', { target: 'login', retryAfter: '17' }, 'login', 16_980],
  ["a 429 of the token's limit", { retryAfter: '42', limit: TOKEN_LIMIT }, 'token', 41_980],
  ['a 429 of another limit', { retryAfter: '42', limit: { key: 'rate.per.minute' } }, 'operation', 41_980],
  ['a 429 with the seconds in its message', SECONDS_IN_MESSAGE, 'operation', 32_980],
  [
    'a 429 of the login with the seconds in its message',
    { target: 'login', ...SECONDS_IN_MESSAGE },
    'login',
    32_980,
  ],
  [
    'a 429 with inin-ratelimit-reset',
    { ...NO_SECONDS, headers: { 'inin-ratelimit-reset': '24' } },
    'operation',
    23_980,
  ],
  [
    'a 429 with Retry-After, seconds in its message and inin-ratelimit-reset',
    { retryAfter: '7', ...SECONDS_IN_MESSAGE, headers: { 'inin-ratelimit-reset': '24' } },
    'operation',
    6980,
  ],
  ['a 429 without any seconds', NO_SECONDS, 'operation', 980],
  ['a 429 without a body', { bodiless: true }, 'operation', 980],
  ['a 429 with Retry-After: 0', { retryAfter: '0' }, 'operation', 980],
  ['a 429 with Retry-After of a day', { retryAfter: '86400' }, 'operation', 299_980],
  [
    'a 429 with a day in its message',
    { message: 'Retry the request in [86400] seconds' },
    'operation',
    299_980,
  ],
] satisfies [string, Partial<StatusFault>, Limit['of'], number][]) {
  test(`${label} pauses its ${of} for ${pauseMs} ms, slightly less than the wait before the retry`, async (t) => {
    const { simulator, pauses, call } = await start(t);
    simulator.fail({ kind: 'status', status: 429, ...fault });
    assert.equal(codeOf(await errorOf(call({ mayRetry: false }))), 'genesys_rate_limited');
    assert.deepEqual(pauses, [[of, pauseMs]]);
  });
}

test('the retry after a rate limit is not withheld by the pause that the same call started', async (t) => {
  const clock = createMovableClock();
  const rateLimiter = createProcessRateLimiter(100, clock);
  const { simulator, types, call } = await start(t, rateLimiter, clock);
  simulator.fail({ kind: 'status', status: 429, retryAfter: '1', times: 1 });
  await call();
  assert.equal(simulator.calls.api, 2);
  assert.ok(!types().includes('genesys.throttled'));
});

test('a login over its rate limit is withheld: nothing is sent, and no call is taken', async (t) => {
  const take = () => assert.fail('a call was taken');
  const { simulator, events, types, pauses, call } = await start(t, { take, takeLogin: async () => 17_001 });
  const error = await errorOf(call());
  assert.equal(error.code, 'genesys_rate_limited');
  assert.equal(error.retryAfterSeconds, 18);
  assert.deepEqual(types(), ['genesys.throttled', 'genesys.token']);
  assert.deepEqual(events[0], { type: 'genesys.throttled', waitMs: 17_001 });
  assert.deepEqual(simulator.calls, { logins: 0, api: 0 });
  assert.deepEqual(pauses, []);
});

test('with a token that is kept, a paused login stops no call', async (t) => {
  const waits = [0];
  const { simulator, call } = await start(t, { takeLogin: async () => waits.shift() ?? 5000 });
  await call();
  await call();
  assert.deepEqual(simulator.calls, { logins: 1, api: 2 });
});

test('while logins are paused, a rejected token is not replaced', async (t) => {
  const waits = [0];
  const { simulator, call } = await start(t, { takeLogin: async () => waits.shift() ?? 5000 });
  await call();
  simulator.revokeTokens();
  const error = await errorOf(call());
  assert.deepEqual([error.code, error.retryAfterSeconds], ['genesys_rate_limited', 5]);
  assert.deepEqual(simulator.calls, { logins: 1, api: 2 });
});

test('a withheld call does not start or extend a pause', async (t) => {
  const { pauses, call } = await start(t, { take: async () => 5000 });
  await errorOf(call());
  assert.deepEqual(pauses, []);
});

for (const fault of [
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429 },
  { kind: 'reset' },
  { kind: 'html' },
] satisfies Fault[]) {
  test(`with mayRetry = false, a call that fails with ${JSON.stringify(fault)} is not retried`, async (t) => {
    const { simulator, call, types } = await start(t);
    simulator.fail(fault);
    const error = await errorOf(call({ mayRetry: false }));
    assert.ok(
      (error instanceof DataActionError && error.code === 'genesys_unavailable') ||
        (error instanceof DataActionError && error.code === 'genesys_rate_limited'),
    );
    assert.equal(simulator.calls.api, 1);
    assert.deepEqual(types(), ['genesys.token', 'genesys.attempt']);
  });
}

test('with mayRetry = false, a rejected token is still replaced once', async (t) => {
  const { simulator, call } = await start(t);
  await call();
  simulator.revokeTokens();
  await call({ mayRetry: false });
  assert.deepEqual(simulator.calls, { logins: 2, api: 3 });
});

test('at most ten calls run concurrently; the others are queued', async (t) => {
  const { simulator, call } = await start(t);
  await call();
  simulator.fail({ kind: 'hang' });
  const pending = Array.from({ length: 15 }, (_, index) => call({ pageNumber: index + 1, mayRetry: false }));
  const settled = Promise.allSettled(pending);
  await until(() => simulator.pendingRequests === 10);
  assert.equal(simulator.calls.api, 11);
  // Resets the ten hanging calls; the five queued ones are then made and succeed.
  simulator.heal();
  const outcomes = (await settled).map(({ status }) => status);
  assert.equal(outcomes.filter((status) => status === 'rejected').length, 10);
  assert.equal(outcomes.filter((status) => status === 'fulfilled').length, 5);
  assert.equal(simulator.calls.api, 16);
});

test('a queued call whose deadline passes is never made', async (t) => {
  const { clock, simulator, call } = await start(t);
  await call();
  simulator.fail({ kind: 'hang' });
  const running = Promise.allSettled(Array.from({ length: 10 }, () => call({ mayRetry: false })));
  await until(() => simulator.pendingRequests === 10);
  const pending = errorOf(call({ timeoutMs: 3000 }));
  clock.skip(3000);
  const late = await pending;
  assert.equal(late.code, 'deadline_exceeded');
  simulator.heal();
  await running;
  // By now the queued call would have been made.
  await call();
  assert.equal(simulator.calls.api, 12);
});

test('a rejected login does not pause calls', async (t) => {
  const { simulator, pauses, call } = await start(t);
  simulator.fail({ kind: 'status', target: 'login', status: 401 });
  assert.equal(codeOf(await errorOf(call())), 'genesys_authentication_failed');
  assert.deepEqual(pauses, []);
});
