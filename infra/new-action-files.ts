/** The file of a data action to begin with: it compiles, and what is missing says TODO. */
export function actionFile(name: string, constant: string): string {
  return `import * as v from 'valibot';
import { defineDataAction } from './define.ts';
import { id } from './parameters.ts';

/** TODO: what it returns, and by which call: \`GET /api/v2/...\`. */
export const ${constant} = defineDataAction({
  name: '${name}',
  version: 1,
  summary: 'TODO: returns something, in one sentence.',
  permission: 'TODO:as:documented',
  ttlSeconds: 300,
  invalidatedBy: [{ entityType: 'TODO', ids: ({ thingId }) => [thingId] }],
  parameters: { thingId: id },
  inputs: { thingId: { type: 'string', description: 'TODO.', example: 'TODO' } },
  outputs: { thingName: { path: 'name', type: 'string', description: 'TODO.' } },
  send: async () => {
    throw new Error('TODO: call Genesys');
  },
  body: v.looseObject({ name: v.string() }),
  toData: ({ name }) => ({ name }),
});
`;
}

/** A test of it to begin with, which fails until it is filled in. */
export function testFile(name: string, constant: string): string {
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ${constant} } from '../../../lambda/actions/${name}.ts';
import { problemsOf, send } from '../../support/actions.ts';

const ID = '0e3a5f4c-9d1b-4b7e-8a6f-2c1d3e4f5a6b';
/** TODO: what Genesys answers, as a file of test/bodies/ that is typed by the SDK's model. */
const body = { name: 'TODO' };

test('${name} asks Genesys for what it needs, and gives what flows want of it', async () => {
  // TODO: each method of the SDK that it calls, by the name of the API.
  const { data, sent } = await send(${constant}, { thingId: ID }, { routing: { getSomething: body } });
  assert.deepEqual(sent, [['getSomething', ID]]);
  assert.deepEqual(data, { name: 'TODO' });
});

test('${name} needs an id', () => {
  assert.deepEqual(problemsOf(${constant}, {}), ['thingId: expected a value, because it is required']);
});
`;
}
