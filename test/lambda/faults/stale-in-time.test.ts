import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FaultRow, FaultTable } from '../../support/faults/fault-row.ts';
import { API_TABLE, LOGIN_TABLE } from '../../support/faults/genesys-tables.ts';
import { SETTINGS, STALE_AFTER_MS } from '../../support/faults/outcome.ts';
import { SECRETS_TABLE } from '../../support/faults/secrets-table.ts';
import { type SharedRedis, startSharedRedis, startTestSystem } from '../../support/faults/test-system.ts';

const REMAINING_MS = 600_000;
/** Far above what a slow machine needs; a service that hangs reaches it. */
const TEST_TIMEOUT_MS = 300_000;
const OTHER_PARAMETERS = { pageNumber: 2 };

let shared: SharedRedis;
before(async () => {
  shared = await startSharedRedis();
});
after(() => shared.close());

const cases: readonly (readonly [FaultTable, string])[] = [
  [API_TABLE, 'hang'],
  [API_TABLE, 'trickle'],
  [LOGIN_TABLE, 'hang'],
  [SECRETS_TABLE, 'hang'],
];

for (const [table, fault] of cases) {
  test(`${table.dependency}, ${fault}: one request waits before it serves the stale entry, and the next ones serve it at once`, {
    timeout: TEST_TIMEOUT_MS,
  }, async (t) => {
    const system = await startTestSystem(t, shared, table.hasSecret);
    const { isWarm, inject } = rowOf(table, fault);
    await (await system.startContainer()).requestQueues({}, REMAINING_MS);
    system.clock.pass(STALE_AFTER_MS);
    const [first, other] = [await system.startContainer(), await system.startContainer()];
    if (isWarm) await first.requestQueues(OTHER_PARAMETERS, REMAINING_MS);
    await inject(system);

    const inTurn = [
      [first, SETTINGS.REFRESH_TIMEOUT_MS],
      [first, 0],
      [other, 0],
    ] as const;
    for (const [container, waitedMs] of inTurn) {
      const { headers } = await container.requestQueues({}, REMAINING_MS);
      const { durationMs } = container.records.at(-1) ?? assert.fail();
      const status = String(headers['Cache-Status']).replace(/ttl=-\d+; /, '');
      assert.deepEqual(
        { status, durationMs },
        { status: 'GenesysDataActionCache; hit; detail=deadline_exceeded', durationMs: waitedMs },
      );
    }
  });
}

function rowOf({ rows }: FaultTable, fault: string): FaultRow {
  return rows.find((row) => row.fault === fault) ?? assert.fail(`no row for ${fault}`);
}
