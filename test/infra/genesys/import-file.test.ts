import assert from 'node:assert/strict';
import { test } from 'node:test';
import draft04 from 'ajv-draft-04';
import * as v from 'valibot';
import { importFile } from '../../../infra/genesys/import-file.ts';
import { outputsOf } from '../../../infra/genesys/outputs.ts';
import { terraformModule } from '../../../infra/genesys/terraform.ts';
import { TIMEOUTS } from '../../../infra/timeouts.ts';
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

  test(`${action.name}: the contracts are JSON schemas of draft 04`, () => {
    for (const schema of [inputSchema, successSchema])
      assert.ok(new draft04.default({ strict: true }).validateSchema(schema, true));
  });

  test(`${action.name}: the input is flat, and is just what the endpoint takes`, () => {
    assert.deepEqual(Object.keys(inputSchema.properties), Object.keys(action.parameters));
    for (const [name, { type, description }] of Object.entries(inputSchema.properties)) {
      assert.ok(FLAT_TYPES.includes(type), `${name} is ${type}`);
      assert.ok(!RESERVED.includes(name), `${name} is a name that Genesys keeps for itself`);
      assert.match(description, /\.$/);
    }
  });

  test(`${action.name}: the output has values and lists of values, each by a name of its own`, () => {
    for (const [name, { type, items }] of Object.entries(successSchema.properties))
      assert.ok(FLAT_TYPES.includes(items?.type ?? type), `${name} is ${type} of ${items?.type}`);
    const names = outputs.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    for (const { name } of outputs) assert.match(name, /^[a-z][A-Za-z]*$/);
  });

  test(`${action.name}: each output is mapped, has a default of its type and is in the success template`, () => {
    const { translationMap, translationMapDefaults, successTemplate } = file.config.response;
    const names = Object.keys(successSchema.properties);
    assert.deepEqual(Object.keys(translationMap), names);
    assert.deepEqual(Object.keys(translationMapDefaults), names);
    for (const name of names) assert.ok(successTemplate.includes(`"${name}": \${${name}}`));
    const defaults = Object.entries(translationMapDefaults).map(([name, text]) => [name, JSON.parse(text)]);
    assert.ok(new draft04.default().validate(successSchema, Object.fromEntries(defaults)));
  });

  test(`${action.name}: a path goes into one list at most`, () => {
    for (const { name, jsonPath } of outputs)
      assert.match(jsonPath, /^\$(\.\w+)*(\[\*\](\.\w+)*)?$/, `the path of ${name}`);
  });
}

test('queues: parallel lists stay parallel, for every queue has to have what they are made of', () => {
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

test('the request goes to the action, asks for errors in the body and carries the API key', () => {
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

test('Terraform gets the same, with the variables of Velocity as literal text', () => {
  const module = JSON.parse(terraformModule(dataActions.values(), API_URL));
  assert.deepEqual(Object.keys(module.variable), ['integration_id']);
  for (const action of dataActions.values()) {
    const { name, config, contract, secure } = importFile(action, API_URL);
    const { request, response } = config;
    const { integration_id, category, config_timeout_seconds, ...rest } =
      module.resource.genesyscloud_integration_action[action.name.replaceAll('-', '_')];
    assert.equal(integration_id, `\${var.integration_id}`);
    assert.equal(category, 'Genesys Data Action Cache');
    assert.equal(config_timeout_seconds, TIMEOUTS.dataActionMs / 1000);

    const text = JSON.stringify(rest);
    assert.doesNotMatch(text, /(^|[^$])\$\{|%\{/);
    const { contract_input, contract_output, ...evaluated } = JSON.parse(text.replaceAll('$${', '${'));
    assert.deepEqual(JSON.parse(contract_input), contract.input.inputSchema);
    assert.deepEqual(JSON.parse(contract_output), contract.output.successSchema);
    assert.deepEqual(evaluated, {
      name,
      secure,
      config_request: {
        request_url_template: request.requestUrlTemplate,
        request_type: request.requestType,
        headers: request.headers,
        request_template: request.requestTemplate,
      },
      config_response: {
        translation_map: response.translationMap,
        translation_map_defaults: response.translationMapDefaults,
        success_template: response.successTemplate,
      },
    });
  }
});

test('a declaration whose inputs are not its parameters does not compile', () => {
  const declaration = {
    name: 'sample',
    version: 1,
    summary: 'Does nothing.',
    permission: undefined,
    invalidatedBy: [],
    parameters: { size: v.optional(integer(1, 9), 5) },
    outputs: {},
    send: async () => ({}),
    body: v.unknown(),
  };
  const description = 'How many.';
  const { contract } = defineDataAction({
    ...declaration,
    inputs: { size: { type: 'integer', description } },
  });
  assert.deepEqual(Object.keys(contract.inputs), ['size']);
  // @ts-expect-error: an integer is no string
  defineDataAction({ ...declaration, inputs: { size: { type: 'string', description } } });
  // @ts-expect-error: size is missing
  defineDataAction({ ...declaration, inputs: {} });
  const size = { type: 'integer', description } as const;
  // @ts-expect-error: there is no parameter colour
  defineDataAction({ ...declaration, inputs: { size, colour: { type: 'string', description } } });
});
