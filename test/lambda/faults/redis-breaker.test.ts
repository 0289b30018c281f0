import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { requestFields } from '../../../lambda/telemetry/log-line.ts';
import type { FaultRow } from '../../support/faults/fault-row.ts';
import { SETTINGS } from '../../support/faults/outcome.ts';
import { REDIS_TABLE } from '../../support/faults/redis-table.ts';
import { buildWorld, type SharedRedis, startSharedRedis } from '../../support/faults/world.ts';
import { readEvent } from '../../support/service.ts';
import { until } from '../../support/until.ts';

const LAMBDA_MS = 600_000;
/** Only a defect lasts as long. */
const TEST_TIMEOUT_MS = 300_000;

let shared: SharedRedis;
before(async () => {
  shared = await startSharedRedis();
});
after(() => shared.close());

/** A container with one answer stored, and a Redis that is spoiled now. */
async function spoil(t: TestContext, fault: string) {
  const world = await buildWorld(t, shared);
  const { askQueues, invoke, records } = await world.startContainer();
  const isHealthy = async () => (await invoke(readEvent('health'), LAMBDA_MS)).statusCode === 200;
  const ask = async () => {
    const { body } = await askQueues({}, LAMBDA_MS);
    const record = records.at(-1) ?? assert.fail();
    const { cacheErrors } = requestFields(record);
    return { source: body.source, durationMs: record.durationMs, said: String(cacheErrors) };
  };
  await ask();
  await rowOf(fault).cause(world);
  return { world, ask, isHealthy };
}

function rowOf(fault: string): FaultRow {
  return REDIS_TABLE.rows.find((row) => row.fault === fault) ?? assert.fail(`no row for ${fault}`);
}

for (const fault of ['refused', 'hang', 'slow', 'reset', 'garbage', '401', '429']) {
  test(`Redis, ${fault}: one request pays its time-out at most, the next ones skip it, and then it is used again`, {
    timeout: TEST_TIMEOUT_MS,
  }, async (t) => {
    const { world, ask, isHealthy } = await spoil(t, fault);
    const first = await ask();
    assert.equal(first.source, 'api');
    assert.ok(first.durationMs <= SETTINGS.REDIS_TIMEOUT_MS, `${first.durationMs} ms`);
    assert.doesNotMatch(first.said, /StoreCircuitOpen/);

    for (const _ of [2, 3]) {
      const { source, durationMs, said } = await ask();
      assert.deepEqual({ source, durationMs }, { source: 'api', durationMs: 0 });
      assert.match(said, /StoreCircuitOpen/);
    }

    await world.redis.heal();
    // Connecting anew takes the machine's own time.
    await until(isHealthy);
    assert.equal((await ask()).source, 'cache');
  });
}

for (const fault of ['wrong shape', '403', '500', '503']) {
  test(`Redis, ${fault}: what it says at once costs no time, and it is used again as soon as it is well`, {
    timeout: TEST_TIMEOUT_MS,
  }, async (t) => {
    const { world, ask } = await spoil(t, fault);
    for (const _ of [1, 2]) {
      const { source, durationMs, said } = await ask();
      assert.deepEqual({ source, durationMs }, { source: 'api', durationMs: 0 });
      assert.doesNotMatch(said, /StoreCircuitOpen/);
    }
    await world.redis.heal();
    assert.equal((await ask()).source, 'cache');
  });
}

test('a container that starts while Redis hangs pays its time-out once', {
  timeout: TEST_TIMEOUT_MS,
}, async (t) => {
  const world = await buildWorld(t, shared);
  world.redis.spoil({ kind: 'hang' });
  const { askQueues, records } = await world.startContainer();
  for (const durationMs of [SETTINGS.REDIS_TIMEOUT_MS, 0]) {
    assert.equal(
      (await askQueues({}, LAMBDA_MS)).headers['Cache-Status'],
      'GenesysDataActionCache; fwd=bypass',
    );
    assert.equal(records.at(-1)?.durationMs, durationMs);
  }
});
