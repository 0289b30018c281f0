import type { ActionPlan } from './plan.ts';
import { typeText } from './sdk-type.ts';

/** The test of a data action that calls one operation, before the formatter lays it out. */
export function testText(plan: ActionPlan): string {
  const { name, constant, operation, inputs, api, full, least } = plan;
  const type = typeText(operation.result);
  const required = inputs.filter(({ isRequired }) => isRequired);
  const optional = inputs.filter(({ isRequired }) => !isRequired);
  const given = Object.fromEntries(inputs.map(({ name: input, trial }) => [input, trial.given]));
  const args = required.map(({ trial }) => trial.sent);
  const everyOption = Object.fromEntries(optional.map(({ sdkName, trial }) => [sdkName, trial.sent]));
  const defaults = Object.fromEntries(
    optional.flatMap(({ sdkName, defaultValue, type: sentAs }) =>
      defaultValue === undefined
        ? []
        : [[sdkName, sentAs === 'string' ? String(defaultValue) : defaultValue]],
    ),
  );
  const call = (options: object) =>
    JSON.stringify([[operation.name, ...args, ...(optional.length > 0 ? [options] : [])]]);
  const missing = required.map(({ name: input }) => `${input}: expected a value, because it is required`);
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
${type.includes('Models.') ? "import type { Models } from 'purecloud-platform-client-v2';" : ''}
import { sample } from '../../../infra/local/simulator/samples/${name}.ts';
import { ${constant} } from '../../../lambda/actions/${name}.ts';
import { accepts, exampleOf, problemsOf, send } from '../../support/actions.ts';

/** A response with only what the SDK's model requires. */
const least: ${type} = ${JSON.stringify(least.response)};

/** Sends a request for which Genesys returns the response. */
const request = (given: object, response: unknown) =>
  send(${constant}, given, { ${api}: { ${operation.name}: response } });

test('${name} returns the values that its outputs need', async () => {
  const { sent, data } = await request(exampleOf(${constant}), sample);
  assert.deepEqual(sent, ${call(defaults)});
  assert.deepEqual(data, ${JSON.stringify(full.data)});
});

test('${name} replaces what Genesys leaves out by empty values', async () => {
  const { data } = await request(exampleOf(${constant}), least);
  assert.deepEqual(data, ${JSON.stringify(least.data)});
});
${
  inputs.length === 0
    ? ''
    : `
test('${name} passes each parameter to the SDK', async () => {
  const { sent } = await request(${JSON.stringify(given)}, sample);
  assert.deepEqual(sent, ${call(everyOption)});
});
`
}
test('${name} requires ${required.length === 0 ? 'no parameter' : required.map(({ name: input }) => input).join(' and ')}', () => {
  assert.deepEqual(problemsOf(${constant}, {}), ${JSON.stringify(missing)});
});

test('${name} rejects a response of another shape', async () => {
  const responses = { ${api}: { ${operation.name}: 'text' } };
  assert.equal(await accepts(${constant}, exampleOf(${constant}), responses), false);
});
`;
}
