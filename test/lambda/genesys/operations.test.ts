import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { parseConfig } from '../../../lambda/config/environment.ts';
import { createGenesysClient } from '../../../lambda/genesys/client.ts';
import { withDeadline } from '../../../lambda/runtime/deadline.ts';
import type { Operation } from '../../../lambda/runtime/rate-limiter.ts';
import { exampleOf } from '../../support/actions.ts';
import { codeOf } from '../../support/error-code.ts';
import { createMovableClock } from '../../support/movable-clock.ts';
import { simulatorFor } from '../../support/simulator.ts';

const queueId = 'ef871c05-3104-464f-a268-17ded0a21903';
const examples = [...dataActions.values()].map((action) => [action.name, exampleOf(action)] as const);

for (const [name, parameters] of [
  ...examples,
  ['queue', { queueId }],
  ['data-table-row', { dataTableName: 'Branches', key: 'BER' }],
  ['queue-wait-time', { queueId }],
] as const)
  test(`${name} with ${JSON.stringify(parameters)} declares the operations that it calls`, async (t) => {
    const simulator = await simulatorFor(t);
    const clock = createMovableClock();
    const { call } = dataActions.get(name)?.parse(parameters) ?? assert.fail();
    const refused: Operation[] = [];
    const { genesys: config } = parseConfig({
      GENESYS_API_URL: simulator.url,
      GENESYS_LOGIN_URL: simulator.url,
      GENESYS_CLIENT_ID: simulator.credentials.clientId,
      GENESYS_CLIENT_SECRET: simulator.credentials.clientSecret,
    });
    const client = createGenesysClient({
      config,
      clock,
      random: () => 0,
      rateLimiter: {
        take: async () => 0,
        takeLogin: async () => 0,
        pause: async (limit) => void (limit.of === 'operation' && refused.push(limit.operation)),
      },
    });
    simulator.fail({ kind: 'status', status: 429 });
    const code = await withDeadline(10_000, clock, (deadline) =>
      client.call(call, { deadline, mayRetry: false, observe: () => undefined }).catch(codeOf),
    );
    assert.equal(code, 'genesys_rate_limited');

    const [first] = refused;
    assert.ok(
      call.operations.some((declared) => first && isSame(declared, first)),
      JSON.stringify({ declared: call.operations, refused }),
    );
    const paths = simulator.requests.map(({ path }) => path).filter((path) => path.startsWith('/api/v2/'));
    assert.deepEqual(
      paths.map((path) => path.split('/')[3]).sort(),
      call.operations.map(({ family }) => family).sort(),
    );
  });

function isSame(one: Operation, other: Operation): boolean {
  return one.name === other.name && one.family === other.family;
}
