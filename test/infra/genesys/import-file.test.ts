import assert from 'node:assert/strict';
import { test } from 'node:test';
import draft04 from 'ajv-draft-04';
import * as v from 'valibot';
import { importFile } from '../../../infra/genesys/import-file.ts';
import { outputsOf } from '../../../infra/genesys/outputs.ts';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { defineDataAction } from '../../../lambda/actions/define.ts';
import { integer } from '../../../lambda/actions/parameters.ts';

const API_URL = 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod';
const RESERVED = ['orgId', 'integrationId', 'rawRequest'];
const FLAT_TYPES = ['string', 'integer', 'number', 'boolean'];

for (const action of dataActions.values()) {
  const file = importFile(action, API_URL);
  const { inputSchema } = file.contract.input;
  const { successSchema } = file.contract.output;
  const outputs = outputsOf(action);

  test(`${action.name}: the contracts are valid JSON Schema draft 04`, () => {
    for (const schema of [inputSchema, successSchema])
      assert.ok(new draft04.default({ strict: true }).validateSchema(schema, true));
  });

  test(`${action.name}: the input contract is flat and has exactly the parameters of the endpoint`, () => {
    assert.deepEqual(Object.keys(inputSchema.properties), Object.keys(action.parameters));
    for (const [name, { type, description }] of Object.entries(inputSchema.properties)) {
      assert.ok(FLAT_TYPES.includes(type), `${name} is ${type}`);
      assert.ok(!RESERVED.includes(name), `${name} is a name that Genesys reserves`);
      assert.match(description, /\.$/);
    }
  });

  test(`${action.name}: outputs are scalars or lists of scalars, each with a unique name`, () => {
    for (const [name, { type, items }] of Object.entries(successSchema.properties))
      assert.ok(FLAT_TYPES.includes(items?.type ?? type), `${name} is ${type} of ${items?.type}`);
    const names = outputs.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    for (const { name } of outputs) assert.match(name, /^[a-z][A-Za-z]*$/);
  });

  test(`${action.name}: each output has a translation, a default of its type and a place in the success template`, () => {
    const { translationMap, translationMapDefaults, successTemplate } = file.config.response;
    const names = Object.keys(successSchema.properties);
    assert.deepEqual(Object.keys(translationMap), names);
    assert.deepEqual(Object.keys(translationMapDefaults), names);
    for (const name of names) assert.ok(successTemplate.includes(`"${name}": \${${name}}`));
    const defaults = Object.entries(translationMapDefaults).map(([name, text]) => [name, JSON.parse(text)]);
    assert.ok(new draft04.default().validate(successSchema, Object.fromEntries(defaults)));
  });

  test(`${action.name}: each JSON path has at most one wildcard`, () => {
    for (const { name, jsonPath } of outputs)
      assert.match(jsonPath, /^\$(\.\w+)*(\[\*\](\.\w+)*)?$/, `the path of ${name}`);
  });
}

test('queues: parallel lists have equal lengths, because a queue without a listed field is rejected', () => {
  const queues = dataActions.get('queues');
  assert.ok(queues);
  const { read } = queues.parse({}).call;
  const accepts = (body: unknown) => read(body) !== undefined;
  const queue = { id: 'a', name: 'A' };
  assert.ok(accepts({ entities: [queue, queue], total: 2 }));
  for (const { jsonPath, isList } of outputsOf(queues)) {
    const [, leaf] = /\[\*\]\.(\w+)$/.exec(jsonPath) ?? [];
    assert.equal(leaf !== undefined, isList);
    if (leaf === undefined) continue;
    assert.ok(!accepts({ entities: [queue, { ...queue, [leaf]: undefined }], total: 2 }), jsonPath);
    assert.ok(!accepts({ entities: [queue, { ...queue, [leaf]: null }], total: 2 }), jsonPath);
  }
});

test("the request has the action's URL with errors=body, and the API key as a header", () => {
  for (const action of dataActions.values()) {
    const { request } = importFile(action, API_URL).config;
    assert.equal(request.requestUrlTemplate, `${API_URL}/dataaction/${action.name}?errors=body`);
    assert.equal(request.requestType, 'POST');
    assert.deepEqual(request.headers, {
      'Content-Type': 'application/json',
      'x-api-key': `\${credentials.apiKey}`,
    });
  }
});

test('a declaration whose inputs are not its parameters does not compile', () => {
  const declaration = {
    name: 'sample',
    group: 'configuration' as const,
    version: 1,
    summary: 'Does nothing.',
    permission: undefined,
    invalidatedBy: [],
    parameters: { size: v.optional(integer(1, 9), 5) },
    outputs: {},
    operations: () => [],
    send: async () => ({}),
    body: v.unknown(),
  };
  const description = 'How many.';
  const { contract } = defineDataAction({
    ...declaration,
    inputs: { size: { type: 'integer', description } },
  });
  assert.deepEqual(Object.keys(contract.inputs), ['size']);
  // @ts-expect-error: the parameter is an integer
  defineDataAction({ ...declaration, inputs: { size: { type: 'string', description } } });
  // @ts-expect-error: the input size is missing
  defineDataAction({ ...declaration, inputs: {} });
  const size = { type: 'integer', description } as const;
  // @ts-expect-error: no parameter is called colour
  defineDataAction({ ...declaration, inputs: { size, colour: { type: 'string', description } } });
});
