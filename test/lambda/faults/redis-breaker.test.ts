import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { requestFields } from '../../../lambda/telemetry/log-line.ts';
import type { FaultRow } from '../../support/faults/fault-row.ts';
import { SETTINGS, STALE_AFTER_MS } from '../../support/faults/outcome.ts';
import { REDIS_TABLE } from '../../support/faults/redis-table.ts';
import { type SharedRedis, startSharedRedis, startTestSystem } from '../../support/faults/test-system.ts';
import { readEvent } from '../../support/service.ts';
import { until } from '../../support/until.ts';

const REMAINING_MS = 600_000;
/** Far above what a slow machine needs; a service that hangs reaches it. */
const TEST_TIMEOUT_MS = 300_000;

let shared: SharedRedis;
before(async () => {
  shared = await startSharedRedis();
});
after(() => shared.close());

/** So that every request shows whether it has used Redis. */
const NO_COPIES = { LOCAL_COPY_MAX_BYTES: '0' };

/** Starts a container, stores one entry, then injects the fault. */
async function injectFault(t: TestContext, fault: string, settings: Record<string, string> = NO_COPIES) {
  const system = await startTestSystem(t, shared);
  const { requestQueues, invoke, records } = await system.startContainer(settings);
  const isHealthy = async () => (await invoke(readEvent('health'), REMAINING_MS)).statusCode === 200;
  const send = async (parameters: Record<string, unknown> = {}) => {
    const { body, headers } = await requestQueues(parameters, REMAINING_MS);
    const record = records.at(-1) ?? assert.fail();
    const { cacheErrors, localCopy } = requestFields(record);
    return {
      source: body.source,
      status: String(headers['Cache-Status']).replace(/; ttl=-?\d+/, ''),
      localCopy,
      durationMs: record.durationMs,
      cacheErrors: String(cacheErrors),
    };
  };
  await send();
  await rowOf(fault).inject(system);
  return { system, send, isHealthy };
}

function rowOf(fault: string): FaultRow {
  return REDIS_TABLE.rows.find((row) => row.fault === fault) ?? assert.fail(`no row for ${fault}`);
}

for (const fault of ['refused', 'hang', 'slow', 'reset', 'garbage', '401', '429']) {
  test(`Redis, ${fault}: one request waits for the timeout, and later requests skip Redis until it recovers`, {
    timeout: TEST_TIMEOUT_MS,
  }, async (t) => {
    const { system, send, isHealthy } = await injectFault(t, fault);
    const first = await send();
    assert.equal(first.source, 'api');
    assert.ok(first.durationMs <= SETTINGS.REDIS_TIMEOUT_MS, `${first.durationMs} ms`);
    assert.doesNotMatch(first.cacheErrors, /StoreCircuitOpen/);

    for (const _ of [2, 3]) {
      const { source, durationMs, cacheErrors } = await send();
      assert.deepEqual({ source, durationMs }, { source: 'api', durationMs: 0 });
      assert.match(cacheErrors, /StoreCircuitOpen/);
    }

    await system.redis.heal();
    // The client reconnects in real time, not on the test's clock.
    await until(isHealthy);
    assert.equal((await send()).source, 'cache');
  });
}

for (const fault of ['wrong shape', '403', '500', '503']) {
  test(`Redis, ${fault}: an immediate error delays no request, and Redis is used again as soon as it recovers`, {
    timeout: TEST_TIMEOUT_MS,
  }, async (t) => {
    const { system, send } = await injectFault(t, fault);
    for (const _ of [1, 2]) {
      const { source, durationMs, cacheErrors } = await send();
      assert.deepEqual({ source, durationMs }, { source: 'api', durationMs: 0 });
      assert.doesNotMatch(cacheErrors, /StoreCircuitOpen/);
    }
    await system.redis.heal();
    assert.equal((await send()).source, 'cache');
  });
}

for (const [fault, waitedMs] of [
  ['refused', 0],
  ['hang', SETTINGS.REDIS_TIMEOUT_MS],
  ['500', 0],
] as const) {
  test(`Redis, ${fault}: a container serves what it has copied, copies what it fetches meanwhile, and uses Redis again once it recovers`, {
    timeout: TEST_TIMEOUT_MS,
  }, async (t) => {
    const { system, send, isHealthy } = await injectFault(t, fault, {});
    const other = { pageNumber: 2 };
    const responses = [];
    for (const parameters of [{}, other, other, {}]) {
      const { status, localCopy, durationMs } = await send(parameters);
      responses.push({ status, localCopy, durationMs });
    }
    const copy = { status: 'GenesysDataActionCacheLocalCopy; hit', localCopy: true };
    assert.deepEqual(responses, [
      { ...copy, durationMs: waitedMs },
      { status: 'GenesysDataActionCache; fwd=bypass', localCopy: undefined, durationMs: 0 },
      { ...copy, durationMs: 0 },
      { ...copy, durationMs: 0 },
    ]);

    await system.redis.heal();
    // The client reconnects in real time, not on the test's clock.
    await until(isHealthy);
    assert.equal((await send()).status, 'GenesysDataActionCache; hit');
    assert.equal((await send(other)).status, 'GenesysDataActionCache; fwd=uri-miss; stored');
  });
}

for (const fault of ['full', 'failed over']) {
  test(`Redis, ${fault}: a container keeps what it fetches, although Redis replies with nothing or a stale entry`, {
    timeout: TEST_TIMEOUT_MS,
  }, async (t) => {
    const { system, send, isHealthy } = await injectFault(t, fault, {});
    system.clock.pass(STALE_AFTER_MS);
    for (const parameters of [{}, { pageNumber: 2 }]) {
      assert.equal((await send(parameters)).status, 'GenesysDataActionCache; fwd=bypass');
      assert.equal((await send(parameters)).status, 'GenesysDataActionCacheLocalCopy; hit');
    }
    await system.redis.heal();
    // The client reconnects in real time, not on the test's clock.
    await until(isHealthy);
    assert.equal((await send()).status, 'GenesysDataActionCache; fwd=stale; stored');
    assert.equal((await send({ pageNumber: 2 })).status, 'GenesysDataActionCache; fwd=uri-miss; stored');
  });
}

test('a failure of Genesys while Redis is down is remembered by the container', {
  timeout: TEST_TIMEOUT_MS,
}, async (t) => {
  const { system, send } = await injectFault(t, 'refused', {});
  system.simulator.fail({ kind: 'status', status: 503 });
  const other = { pageNumber: 2 };
  assert.equal((await send(other)).source, undefined);
  const calls = system.simulator.requests.length;
  assert.equal((await send(other)).source, undefined);
  assert.equal(system.simulator.requests.length, calls);
});

test('a container that starts while Redis hangs waits for the timeout only once', {
  timeout: TEST_TIMEOUT_MS,
}, async (t) => {
  const system = await startTestSystem(t, shared);
  system.redis.inject({ kind: 'hang' });
  const { requestQueues, records } = await system.startContainer(NO_COPIES);
  for (const durationMs of [SETTINGS.REDIS_TIMEOUT_MS, 0]) {
    assert.equal(
      (await requestQueues({}, REMAINING_MS)).headers['Cache-Status'],
      'GenesysDataActionCache; fwd=bypass',
    );
    assert.equal(records.at(-1)?.durationMs, durationMs);
  }
});
