import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startGenesysSimulator } from '../../../infra/local/genesys-simulator.ts';
import { startService } from '../../support/service.ts';

test('a call is retried after Retry-After if that ends before the deadline', async (t) => {
  const { simulator, requestQueues, records } = await startService(t, { ports: { random: () => 0.5 } });
  simulator.fail({ kind: 'status', status: 429, retryAfter: '1', times: 1 });
  const { statusCode } = await requestQueues();
  assert.equal(statusCode, 200);
  const backoff = records[0]?.events.find((event) => event.type === 'genesys.backoff');
  assert.equal(backoff?.delayMs, 1050);
});

test('a rate limit pauses the operation until its Retry-After ends, whatever its parameters', async (t) => {
  const { clock, simulator, requestQueues, records } = await startService(t);
  simulator.fail({ kind: 'status', status: 429, retryAfter: '42', times: 1 });
  await requestQueues({ pageNumber: 1 });
  const other = await requestQueues({ pageNumber: 2 });
  assert.equal(other.statusCode, 429);
  assert.equal(other.body.code, 'genesys_rate_limited');
  assert.equal(other.headers['Retry-After'], '42');
  assert.equal(simulator.calls.api, 1);
  const withheld = records[1]?.events.find((event) => event.type === 'genesys.throttled');
  assert.equal(withheld?.waitMs, 41_980);

  clock.skip(43_000);
  assert.equal((await requestQueues({ pageNumber: 3 })).statusCode, 200);
  assert.equal(simulator.calls.api, 2);
});

test('a rate limit of the login withholds the next logins until its Retry-After ends', async (t) => {
  const { clock, simulator, requestQueues } = await startService(t);
  simulator.fail({ kind: 'status', target: 'login', status: 429, retryAfter: '42', times: 1 });
  await requestQueues({ pageNumber: 1 });
  const withheld = await requestQueues({ pageNumber: 2 });
  assert.equal(withheld.statusCode, 429);
  assert.equal(withheld.body.retryAfterSeconds, 42);
  assert.deepEqual(simulator.calls, { logins: 1, api: 0 });
  clock.skip(42_000);
  assert.equal((await requestQueues({ pageNumber: 1 })).statusCode, 200);
  assert.deepEqual(simulator.calls, { logins: 2, api: 1 });
});

test('no more calls than GENESYS_CALLS_PER_MINUTE are made until a minute has passed', async (t) => {
  const env = { GENESYS_CALLS_PER_MINUTE: '2' };
  const { clock, simulator, requestQueues } = await startService(t, { env });
  for (const pageNumber of [1, 2]) assert.equal((await requestQueues({ pageNumber })).statusCode, 200);
  const { statusCode, body } = await requestQueues({ pageNumber: 3 });
  assert.equal(statusCode, 429);
  assert.equal(body.retryAfterSeconds, 60);
  assert.equal(simulator.calls.api, 2);

  clock.skip(60_000);
  assert.equal((await requestQueues({ pageNumber: 3 })).statusCode, 200);
  assert.equal(simulator.calls.api, 3);
});

test("without a configured limit, Genesys' own rate limit reaches the caller with its Retry-After", async (t) => {
  const simulator = await startGenesysSimulator({ callsPerMinutePerToken: 20 });
  const env = { GENESYS_CALLS_PER_MINUTE: '0' };
  const { requestQueues } = await startService(t, { simulator, env });
  for (let pageNumber = 1; pageNumber <= 20; pageNumber += 1)
    assert.equal((await requestQueues({ pageNumber })).statusCode, 200);
  const { statusCode, body } = await requestQueues({ pageNumber: 21 });
  assert.equal(statusCode, 429);
  assert.equal(body.retryAfterSeconds, 60);
  assert.equal(simulator.calls.api, 21);
});
