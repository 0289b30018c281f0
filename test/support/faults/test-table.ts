import assert from 'node:assert/strict';
import { after as afterAll, before as beforeAll, test } from 'node:test';
import { decodeEntry } from '../../../lambda/cache/entry.ts';
import type { RequestRecord } from '../../../lambda/telemetry/events.ts';
import { requestFields } from '../../../lambda/telemetry/log-line.ts';
import type { ParsedResponse, TestService } from '../service.ts';
import { until } from '../until.ts';
import { COMMON_FAULTS, type FaultRow, type FaultTable } from './fault-row.ts';
import { type Outcome, SETTINGS, STALE_AFTER_MS, STORED_STATES, type StoredState } from './outcome.ts';
import {
  type SharedRedis,
  startSharedRedis,
  startTestSystem,
  type TestSystem,
  TOTAL,
} from './test-system.ts';

/** The time Lambda reports as remaining: more than the request timeout, however slow this machine is. */
const REMAINING_MS = 600_000;
/** Far above what a slow machine needs; a service that hangs reaches it. */
const CELL_TIMEOUT_MS = 300_000;
const OTHER_PARAMETERS = { pageNumber: 2 };

/** Tests each cell of the table, and that the table is complete. */
export function testTable(table: FaultTable): void {
  let shared: SharedRedis;
  beforeAll(async () => {
    shared = await startSharedRedis();
  });
  afterAll(() => shared.close());

  test(`${table.dependency} has one row for each common fault, and no fault twice`, () => {
    const faults = table.rows.map(({ fault }) => fault);
    assert.deepEqual(faults.slice(0, COMMON_FAULTS.length), COMMON_FAULTS);
    assert.equal(new Set(faults).size, faults.length);
  });

  for (const row of table.rows) {
    for (const [index, state] of STORED_STATES.entries()) {
      const name = `${table.dependency}, ${row.fault} (${row.means}), with ${state === 'nothing' ? state : `a ${state} entry`} stored`;
      test(name, { timeout: CELL_TIMEOUT_MS }, async (t) => {
        const system = await startTestSystem(t, shared, table.hasSecret);
        await testCell(system, row, state, row.expected[index] ?? assert.fail());
      });
    }
  }
}

async function testCell(
  system: TestSystem,
  row: FaultRow,
  state: StoredState,
  expected: Outcome,
): Promise<void> {
  const container = await prepare(system, row, state);
  await row.inject(system);
  const response = await container.requestQueues({}, REMAINING_MS);
  const record = container.records.at(-1) ?? assert.fail();
  const { key } = requestFields(record);

  assert.deepEqual(outcomeOf(response, record), expected);
  assert.ok(record.durationMs <= SETTINGS.REQUEST_TIMEOUT_MS);
  // Calls that timed out are aborted, not left running.
  await until(
    () => !system.api.isStalling && !system.login.isStalling && system.simulator.pendingRequests === 0,
  );
  await assertStoredEntryIsCorrect(system, String(key), response);
}

/** Stores the entry and starts the container while every dependency works. */
async function prepare(
  { clock, startContainer }: TestSystem,
  { isWarm, hasCopy = false }: FaultRow,
  state: StoredState,
): Promise<TestService> {
  const assertStored = ({ headers }: ParsedResponse) =>
    assert.equal(headers['Cache-Status'], 'GenesysDataActionCache; fwd=uri-miss; stored');
  const first = await startContainer();
  if (state !== 'nothing') assertStored(await first.requestQueues({}, REMAINING_MS));
  if (state === 'stale') clock.pass(STALE_AFTER_MS);
  const container = hasCopy ? first : await startContainer();
  if (isWarm) assertStored(await container.requestQueues(OTHER_PARAMETERS, REMAINING_MS));
  return container;
}

function outcomeOf({ statusCode, headers, body }: ParsedResponse, { durationMs }: RequestRecord): Outcome {
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

/** Whatever the fault, the key holds either the correct entry or nothing. */
async function assertStoredEntryIsCorrect(
  { observer }: TestSystem,
  key: string,
  { body }: ParsedResponse,
): Promise<void> {
  const stored = decodeEntry((await observer.getBuffer(key)) ?? undefined);
  if (stored.kind === 'absent') return;
  assert.equal(stored.kind, 'entry');
  const value = stored.kind === 'entry' ? JSON.parse(stored.entry.value) : undefined;
  assert.equal(value.total, TOTAL);
  if (body.data) assert.deepEqual(body.data, value);
}
