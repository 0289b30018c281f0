import { withoutEmptyLines } from './action-text.ts';
import { ALL_GROUPS } from './group.ts';
import type { BlankRequest } from './options.ts';

/** The initial file of a data action. It compiles, and marks everything to fill in with TODO. */
export function blankActionText({ name, group }: BlankRequest, constant: string): string {
  return withoutEmptyLines(`import * as v from 'valibot';
import { defineDataAction } from './define.ts';
import { id } from './parameters.ts';

/** TODO: what it returns, and which endpoint it calls: \`GET /api/v2/...\`. */
export const ${constant} = defineDataAction({
  name: '${name}',
  ${group === undefined ? `// TODO: ${ALL_GROUPS}.` : ''}
  group: '${group ?? 'configuration'}',
  version: 1,
  summary: 'TODO: returns something, in one sentence.',
  permission: 'TODO:as:documented',
  ttlSeconds: 300,
  invalidatedBy: [{ entityType: 'TODO', ids: ({ thingId }) => [thingId] }],
  parameters: { thingId: id },
  inputs: { thingId: { type: 'string', description: 'TODO.', example: 'TODO' } },
  outputs: { thingName: { path: 'name', type: 'string', description: 'TODO.' } },
  // TODO: the SDK methods that send calls, each with the first segment of its path after /api/v2/.
  operations: () => [{ name: 'getRoutingQueues', family: 'routing' }],
  send: async () => {
    throw new Error('TODO: call Genesys');
  },
  body: v.looseObject({ name: v.string() }),
  toData: ({ name }) => ({ name }),
});
`);
}

/** The initial test of a data action, which fails until the TODOs are done. */
export function blankTestText(name: string, constant: string): string {
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ${constant} } from '../../../lambda/actions/${name}.ts';
import { problemsOf, send } from '../../support/actions.ts';

const ID = '0e3a5f4c-9d1b-4b7e-8a6f-2c1d3e4f5a6b';
/** TODO: a response from Genesys, from a file in test/bodies/, with the type of the SDK's model. */
const body = { name: 'TODO' };

test('${name} calls Genesys with its parameters and returns the fields that flows need', async () => {
  // TODO: the SDK methods that it calls, grouped by API, each with its response.
  const { data, sent } = await send(${constant}, { thingId: ID }, { routing: { getSomething: body } });
  assert.deepEqual(sent, [['getSomething', ID]]);
  assert.deepEqual(data, { name: 'TODO' });
});

test('${name} requires an id', () => {
  assert.deepEqual(problemsOf(${constant}, {}), ['thingId: expected a value, because it is required']);
});
`;
}
