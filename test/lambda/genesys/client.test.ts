import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Fault } from '../../../infra/local/simulator/faults.ts';
import { queues } from '../../../lambda/actions/queues.ts';
import { parseConfig } from '../../../lambda/config/environment.ts';
import { asDataActionError, DataActionError } from '../../../lambda/errors.ts';
import type { GenesysEvent } from '../../../lambda/genesys/call.ts';
import { createGenesysClient } from '../../../lambda/genesys/client.ts';
import { withDeadline } from '../../../lambda/runtime/deadline.ts';
import { createProcessRateLimiter, type RateLimiter } from '../../../lambda/runtime/rate-limiter.ts';
import { codeOf } from '../../support/error-code.ts';
import { createMovableClock } from '../../support/movable-clock.ts';
import { simulatorFor } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';

/** A client against a simulator of its own; its limiter lets everything through and notes the pauses. */
async function start(t: TestContext, limiter: Partial<RateLimiter> = {}, clock = createMovableClock()) {
  const simulator = await simulatorFor(t);
  const pauses: number[] = [];
  const rateLimiter: RateLimiter = {
    take: async () => 0,
    pause: async (ms) => {
      pauses.push(ms);
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
  const ask = ({ mayRetry = true, budgetMs = 10_000, pageNumber = 1 } = {}) =>
    withDeadline(budgetMs, clock, (deadline) => {
      const observe = (event: GenesysEvent) => events.push(event);
      return client.call(queues.parse({ pageNumber }).call, { deadline, mayRetry, observe });
    });
  const types = () => events.map(({ type }) => type);
  return { clock, simulator, pauses, events, types, ask };
}

const errorOf = (asked: Promise<unknown>) =>
  asked.then(
    () => assert.fail('there was an answer'),
    (error: unknown) => asDataActionError(error),
  );

test('a call that may not be made now is withheld: nothing is sent, and the error says for how long', async (t) => {
  const { simulator, events, ask } = await start(t, { take: async () => 17_001 });
  const error = await errorOf(ask());
  assert.ok(error instanceof DataActionError && error.code === 'genesys_rate_limited');
  assert.equal(error.retryAfterSeconds, 18);
  assert.deepEqual(events, [{ type: 'genesys.throttled', waitMs: 17_001 }]);
  assert.deepEqual(simulator.calls, { logins: 0, api: 0 });
});

test('leave is taken for every attempt', async (t) => {
  const waits = [0, 0, 5000];
  const { simulator, types, ask } = await start(t, { take: async () => waits.shift() ?? 0 });
  simulator.fail({ kind: 'status', status: 503 });
  const error = await errorOf(ask());
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
    'genesys.throttled',
  ]);
});

for (const [what, fault, pauseMs] of [
  ['a rate limit', { kind: 'status', status: 429, retryAfter: '42' }, 41_980],
  ['a rate limit of the login', { kind: 'status', target: 'login', status: 429, retryAfter: '17' }, 16_980],
  ['a rate limit that names no wait', { kind: 'status', status: 429 }, 980],
  ['a rate limit that asks for none', { kind: 'status', status: 429, retryAfter: '0' }, 980],
  ['a rate limit that asks for a day', { kind: 'status', status: 429, retryAfter: '86400' }, 299_980],
] satisfies [string, Fault, number][]) {
  test(`${what} pauses all calls for ${pauseMs} ms, a moment less than whoever saw it waits`, async (t) => {
    const { simulator, pauses, ask } = await start(t);
    simulator.fail(fault);
    assert.equal(codeOf(await errorOf(ask({ mayRetry: false }))), 'genesys_rate_limited');
    assert.deepEqual(pauses, [pauseMs]);
  });
}

test('whoever saw a rate limit does not find its own pause when its wait is over', async (t) => {
  const clock = createMovableClock();
  const own = createProcessRateLimiter(100, clock);
  const { simulator, types, ask } = await start(t, own, clock);
  simulator.fail({ kind: 'status', status: 429, retryAfter: '1', times: 1 });
  await ask();
  assert.equal(simulator.calls.api, 2);
  assert.ok(!types().includes('genesys.throttled'));
});

test('a withheld call is no rate limit that was heard of: it makes no pause longer', async (t) => {
  const { pauses, ask } = await start(t, { take: async () => 5000 });
  await errorOf(ask());
  assert.deepEqual(pauses, []);
});

for (const fault of [
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429 },
  { kind: 'reset' },
  { kind: 'html' },
] satisfies Fault[]) {
  test(`where no retry is wanted, one attempt is all after ${JSON.stringify(fault)}`, async (t) => {
    const { simulator, ask, types } = await start(t);
    simulator.fail(fault);
    const error = await errorOf(ask({ mayRetry: false }));
    assert.ok(
      (error instanceof DataActionError && error.code === 'genesys_unavailable') ||
        (error instanceof DataActionError && error.code === 'genesys_rate_limited'),
    );
    assert.equal(simulator.calls.api, 1);
    assert.deepEqual(types(), ['genesys.token', 'genesys.attempt']);
  });
}

test('where no retry is wanted, a token that was refused is renewed once all the same', async (t) => {
  const { simulator, ask } = await start(t);
  await ask();
  simulator.revokeTokens();
  await ask({ mayRetry: false });
  assert.deepEqual(simulator.calls, { logins: 2, api: 3 });
});

test('at most ten calls are under way at once; the others wait for their turn', async (t) => {
  const { simulator, ask } = await start(t);
  await ask();
  simulator.fail({ kind: 'hang' });
  const asked = Array.from({ length: 15 }, (_, index) => ask({ pageNumber: index + 1, mayRetry: false }));
  const settled = Promise.allSettled(asked);
  await until(() => simulator.pendingRequests === 10);
  assert.equal(simulator.calls.api, 11);
  // Cuts the ten off; the five that waited come and are answered.
  simulator.heal();
  const outcomes = (await settled).map(({ status }) => status);
  assert.equal(outcomes.filter((status) => status === 'rejected').length, 10);
  assert.equal(outcomes.filter((status) => status === 'fulfilled').length, 5);
  assert.equal(simulator.calls.api, 16);
});

test('a call whose deadline passes while it waits for its turn is never made', async (t) => {
  const { clock, simulator, ask } = await start(t);
  await ask();
  simulator.fail({ kind: 'hang' });
  const underWay = Promise.allSettled(Array.from({ length: 10 }, () => ask({ mayRetry: false })));
  await until(() => simulator.pendingRequests === 10);
  const asked = errorOf(ask({ budgetMs: 3000 }));
  clock.skip(3000);
  const late = await asked;
  assert.equal(late.code, 'deadline_exceeded');
  simulator.heal();
  await underWay;
  // By then it has had its turn.
  await ask();
  assert.equal(simulator.calls.api, 12);
});

test('a login that is refused pauses nobody', async (t) => {
  const { simulator, pauses, ask } = await start(t);
  simulator.fail({ kind: 'status', target: 'login', status: 401 });
  assert.equal(codeOf(await errorOf(ask())), 'genesys_authentication_failed');
  assert.deepEqual(pauses, []);
});
