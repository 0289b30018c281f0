import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format } from '@cdktn/hcl-tools';
import { parse } from '@cdktn/hcl2json';
import fc from 'fast-check';
import { attributes, type Literal, literal } from '../../../infra/genesys/hcl.ts';
import { importFile } from '../../../infra/genesys/import-file.ts';
import { terraformModule } from '../../../infra/genesys/terraform.ts';
import { TIMEOUTS } from '../../../infra/timeouts.ts';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { userStatus } from '../../../lambda/actions/user-status.ts';
import { isSensitive, schemaProblems } from '../../support/provider-schema.ts';
import {
  evaluate,
  parseModule,
  referencesOf,
  resourcesOf,
  type TerraformModule,
} from '../../support/terraform-module.ts';

const API_URL = 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod';
const HCL = terraformModule(dataActions.values(), API_URL);
const MODULE = await parseModule(HCL);

/** What Terraform or the provider would not accept in a module. */
function problemsOf(module: TerraformModule): string[] {
  const resources = resourcesOf(module);
  const variables = Object.keys(module.variable).map((name) => `var.${name}`);
  const locals = Object.keys(module.locals[0]).map((name) => `local.${name}`);
  const declared = new Set([
    ...variables,
    ...locals,
    ...Array.from(resources.keys(), (address) => `${address}.id`),
  ]);
  const references = [...Array.from(resources.values(), ({ body }) => body), ...Object.values(module.output)];
  return [
    ...Array.from(resources, ([address, { type, body }]) =>
      schemaProblems(type, body).map((problem) => `${address}.${problem}`),
    ).flat(),
    ...Array.from(resources, ([address, { type, body }]) =>
      Object.entries(body).flatMap(([name, value]) =>
        referencesOf(JSON.stringify(value)).includes('var.api_key') && !isSensitive(type, name)
          ? [`${address}.${name}: shows the API key`]
          : [],
      ),
    ).flat(),
    ...referencesOf(JSON.stringify(references))
      .filter((reference) => !declared.has(reference))
      .map((reference) => `${reference}: not declared`),
  ];
}

test('the module is formatted as by terraform fmt', async () => {
  assert.equal(await format(HCL), HCL);
});

test("each attribute of the module is in the provider's schema, with its type and within its limits", () => {
  assert.deepEqual(problemsOf(MODULE), []);
});

const ONE_ACTION = terraformModule([userStatus], API_URL);

const mutants: [change: string, from: string, to: string, problem: string][] = [
  ['an unknown attribute', 'config_timeout_seconds =', 'timeout =', 'user_status.timeout: unknown'],
  [
    'an unknown nested attribute',
    'success_template',
    'template',
    'user_status.config_response.template: unknown',
  ],
  ['a missing attribute', 'category  ', '# ', 'user_status.category: missing'],
  ['a missing nested attribute', 'request_type  ', '# ', 'user_status.config_request.request_type: missing'],
  ['a number as text', '= 15', '= "15"', 'user_status.config_timeout_seconds: not a number'],
  ['text as a boolean', '= false', '= "false"', 'user_status.secure: not a bool'],
  ['text as a map', '{\n    apiKey = var.api_key\n  }', '"apiKey"', 'api_key.fields: not a map of string'],
  ['a number above its maximum', '= 15', '= 61', 'user_status.config_timeout_seconds: out of range'],
  ['an empty name', '"User status (cached)"', '""', 'user_status.name: out of range'],
  ['an unknown method', '"POST"', '"QUERY"', 'user_status.config_request.request_type: out of range'],
  ['an unknown state', '"ENABLED"', '"enabled"', 'cache.intended_state: out of range'],
  ['a read-only attribute', 'secure  ', 'action_type', 'user_status.action_type: read-only'],
  ['an attribute as a block', 'config {', 'config = {', 'cache.config: not a block'],
  ['a second block', 'config {', 'config {}\nconfig {', 'cache.config: more than 1'],
  [
    'an unknown resource',
    '"genesyscloud_integration"',
    '"genesyscloud_it"',
    'genesyscloud_it: unknown resource',
  ],
  ['a reference to nothing', 'genesyscloud_integration.cache.id', 'var.id', 'var.id: not declared'],
  ['a visible API key', '"userDefined"', 'var.api_key', 'api_key.credential_type_name: shows the API key'],
];

for (const [change, from, to, problem] of mutants)
  test(`the check finds ${change}`, async () => {
    const mutant = ONE_ACTION.replace(from, () => to);
    assert.notEqual(mutant, ONE_ACTION);
    const problems = problemsOf(await parseModule(mutant));
    assert.ok(
      problems.some((found) => found.endsWith(`.${problem}`) || found === problem),
      problems.join('\n'),
    );
  });

test('the integration is enabled and uses the credential, which holds the API key', () => {
  const resources = resourcesOf(MODULE);
  assert.partialDeepStrictEqual(resources.get('genesyscloud_integration.cache')?.body, {
    integration_type: 'custom-rest-actions',
    intended_state: 'ENABLED',
    config: [{ credentials: { basicAuth: `\${genesyscloud_integration_credential.api_key.id}` } }],
  });
  assert.partialDeepStrictEqual(resources.get('genesyscloud_integration_credential.api_key')?.body, {
    credential_type_name: 'userDefined',
    fields: { apiKey: `\${var.api_key}` },
  });
});

test('the API key is a sensitive variable without a default, and the URL of the API a variable with one', () => {
  assert.partialDeepStrictEqual(MODULE.variable, {
    api_key: [{ sensitive: true, type: `\${string}` }],
    api_url: [{ default: API_URL, type: `\${string}` }],
  });
  assert.ok(!('default' in (MODULE.variable.api_key?.[0] ?? {})));
});

test('the URL of the API may end with a slash, as the output EndpointUrl does', () => {
  assert.deepEqual(MODULE.locals, [{ api_url: `\${trimsuffix(var.api_url, "/")}` }]);
});

test('an output has the id of each data action', () => {
  const ids = Array.from(dataActions.keys(), (name) => [
    name,
    `\${genesyscloud_integration_action.${name.replaceAll('-', '_')}.id}`,
  ]);
  assert.deepEqual(MODULE.output.action_ids?.[0].value, Object.fromEntries(ids));
});

test('the data actions match the import files', async () => {
  const resources = resourcesOf(await parseModule(HCL.replaceAll(`\${local.api_url}`, API_URL)));
  for (const action of dataActions.values()) {
    const { name, config, contract, secure } = importFile(action, API_URL);
    const { request, response } = config;
    const { body } =
      resources.get(`genesyscloud_integration_action.${action.name.replaceAll('-', '_')}`) ?? {};
    assert.deepEqual(await evaluate(body), {
      name,
      category: 'Genesys Data Action Cache',
      integration_id: `\${genesyscloud_integration.cache.id}`,
      secure,
      config_timeout_seconds: TIMEOUTS.dataActionMs / 1000,
      contract_input: contract.input.inputSchema,
      contract_output: contract.output.successSchema,
      config_request: [
        {
          request_url_template: request.requestUrlTemplate,
          request_type: request.requestType,
          headers: request.headers,
          request_template: request.requestTemplate,
        },
      ],
      config_response: [
        {
          translation_map: response.translationMap,
          translation_map_defaults: response.translationMapDefaults,
          success_template: response.successTemplate,
        },
      ],
    });
  }
});

const text = fc.string({ unit: fc.constantFrom(...'aB-019"\\$%{}!#\n\té '), maxLength: 12 });
const { value } = fc.letrec<{ value: Literal }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

test('any value keeps its meaning as a literal, which is formatted as by terraform fmt', async () => {
  await fc.assert(
    fc.asyncProperty(value, async (value) => {
      const hcl = `${attributes({ value: literal(value) })}\n`;
      assert.equal(await format(hcl), hcl);
      assert.deepEqual(await evaluate(await parse('value.tf', hcl)), { value });
    }),
    { numRuns: 50 },
  );
});
