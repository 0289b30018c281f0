import assert from 'node:assert/strict';
import { after as afterAll, before as beforeAll, test } from 'node:test';
import { decodeEntry } from '../../../lambda/cache/entry.ts';
import type { RequestRecord } from '../../../lambda/telemetry/events.ts';
import { requestFields } from '../../../lambda/telemetry/log-line.ts';
import type { Answered, TestService } from '../service.ts';
import { until } from '../until.ts';
import { COMMON_FAULTS, type FaultRow, type FaultTable } from './fault-row.ts';
import { type Outcome, SETTINGS, STALE_AFTER_MS, STORED_STATES, type StoredState } from './outcome.ts';
import { buildWorld, type SharedRedis, startSharedRedis, type World } from './world.ts';

/** Of Lambda's time, in milliseconds: more than the budget, however slow this machine is. */
const LAMBDA_MS = 600_000;
/** Only a defect lasts as long. */
const CELL_TIMEOUT_MS = 300_000;
const OTHER_QUESTION = { pageNumber: 2 };

/** One test for each cell of the table, and one for its being complete. */
export function testTable(table: FaultTable): void {
  let shared: SharedRedis;
  beforeAll(async () => {
    shared = await startSharedRedis();
  });
  afterAll(() => shared.close());

  test(`every way to fail has its row for ${table.dependency}`, () => {
    const faults = table.rows.map(({ fault }) => fault);
    assert.deepEqual(faults.slice(0, COMMON_FAULTS.length), COMMON_FAULTS);
    assert.equal(new Set(faults).size, faults.length);
  });

  for (const row of table.rows) {
    for (const [index, state] of STORED_STATES.entries()) {
      const name = `${table.dependency}, ${row.fault} (${row.means}), with ${state === 'nothing' ? state : `a ${state} entry`} stored`;
      test(name, { timeout: CELL_TIMEOUT_MS }, async (t) => {
        const world = await buildWorld(t, shared, table.hasSecret);
        await testCell(world, row, state, row.expected[index] ?? assert.fail());
      });
    }
  }
}

async function testCell(world: World, row: FaultRow, state: StoredState, expected: Outcome): Promise<void> {
  const container = await prepare(world, row, state);
  await row.cause(world);
  const answer = await container.askQueues({}, LAMBDA_MS);
  const record = container.records.at(-1) ?? assert.fail();
  const { key } = requestFields(record);

  assert.deepEqual(outcomeOf(answer, record), expected);
  assert.ok(record.durationMs <= SETTINGS.REQUEST_TIMEOUT_MS);
  // What was given up is really aborted.
  await until(() => !world.api.isHolding && !world.login.isHolding && world.simulator.pendingRequests === 0);
  await assertNothingWrongIsStored(world, String(key), answer);
}

/** Everything is well here. */
async function prepare(
  { clock, startContainer }: World,
  { isWarm }: FaultRow,
  state: StoredState,
): Promise<TestService> {
  const isStored = ({ headers }: Answered) =>
    assert.equal(headers['Cache-Status'], 'GenesysDataActionCache; fwd=uri-miss; stored');
  if (state !== 'nothing') isStored(await (await startContainer()).askQueues({}, LAMBDA_MS));
  if (state === 'stale') clock.pass(STALE_AFTER_MS);
  const container = await startContainer();
  if (isWarm) isStored(await container.askQueues(OTHER_QUESTION, LAMBDA_MS));
  return container;
}

function outcomeOf({ statusCode, headers, body }: Answered, { durationMs }: RequestRecord): Outcome {
  const { code, retryAfterSeconds, source, stale } = body;
  const cacheStatus = headers['Cache-Status']?.toString();
  const parts = {
    status: statusCode,
    code,
    retryAfterSeconds,
    source,
    stale,
    cacheStatus: cacheStatus?.replace(/^GenesysDataActionCache; |; ttl=-?\d+/g, ''),
    afterMs: durationMs,
  };
  return JSON.parse(JSON.stringify(parts));
}

/** Whatever happened, under the key is the right answer or nothing. */
async function assertNothingWrongIsStored(
  { observer }: World,
  key: string,
  { body }: Answered,
): Promise<void> {
  const stored = decodeEntry((await observer.getBuffer(key)) ?? undefined);
  if (stored.kind === 'absent') return;
  assert.equal(stored.kind, 'entry');
  const value = stored.kind === 'entry' ? JSON.parse(stored.entry.value) : undefined;
  assert.equal(value.total, 130);
  if (body.data) assert.deepEqual(body.data, value);
}
