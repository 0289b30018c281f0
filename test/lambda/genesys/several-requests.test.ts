import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startService } from '../../support/service.ts';
import { withTwoCalls } from '../../support/two-calls.ts';
import { until } from '../../support/until.ts';

const ports = { actions: withTwoCalls };
const USER = { userId: '1d4a30d7-8de6-4e5f-a885-ffac2c6b8425' };
const UNKNOWN = { userId: '00000000-0000-4000-a000-000000000000' };

for (const [callsPerMinute, code] of [
  ['1', 'genesys_rate_limited'],
  ['2', undefined],
  ['0', undefined],
] as const) {
  test(`with ${callsPerMinute} calls a minute, a data action that makes two calls ${code ? `fails with ${code}` : 'succeeds'}`, async (t) => {
    const env = { GENESYS_CALLS_PER_MINUTE: callsPerMinute };
    const { simulator, request } = await startService(t, { env, ports });
    assert.equal((await request('two-calls', USER)).body.code, code);
    assert.equal(simulator.calls.api, code === undefined ? 2 : 0);
  });
}

test('each call of a data action counts towards the rate limit', async (t) => {
  const { request } = await startService(t, { env: { GENESYS_CALLS_PER_MINUTE: '3' }, ports });
  assert.equal((await request('two-calls', USER)).body.status, 'success');
  assert.equal((await request('two-calls', UNKNOWN)).body.code, 'genesys_rate_limited');
});

test('when one of two calls fails, the response waits until the other has ended', async (t) => {
  const { simulator, request } = await startService(t, { ports });
  simulator.fail({ kind: 'status', status: 404, times: 1 });
  simulator.fail({ kind: 'hang', times: 1 });
  let responses = 0;
  subscribe('undici:request:trailers', () => {
    responses += 1;
  });
  let hasResponded = false;
  const pending = request('two-calls', USER).finally(() => {
    hasResponded = true;
  });
  // The responses to the login and to the call that fails with 404.
  await until(() => responses === 2 && simulator.pendingRequests === 1);
  await setImmediate();
  assert.equal(hasResponded, false);
  simulator.heal();
  assert.equal((await pending).body.code, 'genesys_not_found');
  assert.equal(simulator.pendingRequests, 0);
});

test('a rejected token is replaced once for both calls', async (t) => {
  const { simulator, request } = await startService(t, { ports });
  await request('two-calls', USER);
  simulator.revokeTokens();
  assert.equal((await request('two-calls', UNKNOWN)).body.code, 'genesys_not_found');
  assert.deepEqual(simulator.calls, { logins: 2, api: 6 });
});

test('a remembered "not found" for a queue name ends after its TTL', async (t) => {
  const clock = createFakeClock();
  const { simulator, request } = await startService(t, { ports: { clock } });
  for (const name of ['No Such Queue', 'No Such Queue'])
    assert.equal((await request('queue', { name })).statusCode, 404);
  assert.equal(simulator.calls.api, 1);
  await clock.advance(60_000);
  assert.equal((await request('queue', { name: 'No Such Queue' })).body.code, 'genesys_not_found');
  assert.equal(simulator.calls.api, 2);
});
