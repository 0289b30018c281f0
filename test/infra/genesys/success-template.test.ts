import assert from 'node:assert/strict';
import { test } from 'node:test';
import draft04 from 'ajv-draft-04';
import { importFile } from '../../../infra/genesys/import-file.ts';
import { sampleQueues } from '../../../infra/local/simulator/queues.ts';
import { queues } from '../../../lambda/actions/queues.ts';
import { flowOutputs, requestBody } from '../../support/genesys-data-action.ts';
import { createMovableClock } from '../../support/movable-clock.ts';
import { readEvent, startService, type TestService } from '../../support/service.ts';

const file = importFile(queues, 'https://api.example.com/prod');
const EVENT = readEvent('queues-errors-in-body');
const isOutput = new draft04.default({ strict: true }).compile(file.contract.output.successSchema);
const NO_DATA = { ids: [], names: [], total: 0, pageNumber: 0, pageCount: 0 };

/**
 * The outputs that a flow gets after the request template, the handler, the translation map and the success template.
 */
async function run({ invoke }: TestService, input = {}): Promise<Record<string, unknown>> {
  const { statusCode, body } = await invoke({ ...EVENT, body: requestBody(file, input) });
  assert.equal(statusCode, 200);
  const outputs = flowOutputs(file, body);
  assert.ok(isOutput(outputs), JSON.stringify(isOutput.errors));
  return outputs;
}

test('a success has parallel lists and the source of the data', async (t) => {
  const service = await startService(t, { ports: { clock: createMovableClock() } });
  const first = await run(service, { pageSize: 2, name: '*support*' });
  const second = await run(service, { pageSize: 2, name: '*support*' });

  const found = sampleQueues()
    .filter(({ name }) => name?.toLowerCase().includes('support'))
    .sort((a, b) => String(a.name).localeCompare(String(b.name)));
  const page = found.slice(0, 2);
  assert.deepEqual(first, {
    status: 'success',
    source: 'api',
    stale: false,
    ageSeconds: 0,
    code: '',
    message: '',
    requestId: '',
    ids: page.map(({ id }) => id),
    names: page.map(({ name }) => name),
    total: found.length,
    pageNumber: 1,
    pageCount: Math.ceil(found.length / 2),
  });
  assert.deepEqual({ ...second, source: 'api' }, first);
  assert.equal(second.source, 'cache');
});

test('a success without queues has empty lists', async (t) => {
  const outputs = await run(await startService(t), { name: 'no such queue' });
  assert.partialDeepStrictEqual(outputs, { status: 'success', ids: [], names: [], total: 0 });
});

test('names reach the flow unchanged, including special characters', () => {
  const names = [
    '"quoted"',
    'back\\slash',
    `$ids \${status} $!{x}`,
    '#set($ids = 1) ## x',
    'a\nb',
    '東京 🎧',
    '',
  ];
  const entities = names.map((name, index) => ({ id: String(index), name }));
  const data = { entities, total: 7, pageNumber: 1, pageCount: 1 };
  const body = JSON.stringify({ status: 'success', source: 'api', stale: false, ageSeconds: 3, data });
  assert.deepEqual(flowOutputs(file, body).names, names);
});

test('after an invalid input every output has a value', async (t) => {
  const outputs = await run(await startService(t), { pageSize: 501, name: 'a*"\\\n$ids*b' });
  assert.partialDeepStrictEqual(outputs, { status: 'error', code: 'invalid_input', source: '', ...NO_DATA });
  assert.match(String(outputs.message), /name: expected \* only .*got "a\*\\"\\\\\\n\$ids\*b"/);
  assert.notEqual(outputs.requestId, '');
});

test('after a Genesys error every output has a value', async (t) => {
  const service = await startService(t);
  service.simulator.permissions = [];
  assert.deepEqual(
    { ...(await run(service)), requestId: '' },
    {
      status: 'error',
      source: '',
      stale: false,
      ageSeconds: 0,
      code: 'genesys_permission_denied',
      message: 'the Genesys OAuth client lacks the permission routing:queue:view',
      requestId: '',
      ...NO_DATA,
    },
  );
});

test('a response that is not from the function is an error', () => {
  assert.partialDeepStrictEqual(flowOutputs(file, '{"message":"Forbidden"}'), {
    status: 'error',
    message: 'Forbidden',
    ...NO_DATA,
  });
});

test('a list that is missing from the response and has no default makes the whole output invalid', () => {
  const { ids, ...translationMapDefaults } = file.config.response.translationMapDefaults;
  const config = { ...file.config, response: { ...file.config.response, translationMapDefaults } };
  assert.equal(ids, '[]');
  assert.throws(() => flowOutputs({ ...file, config }, '{"status":"error"}'), SyntaxError);
});

test('a response of 2 MB, the maximum of Genesys, has outputs, and a larger one fails', () => {
  const padded = (bytes: number) => {
    const body = JSON.stringify({ status: 'success', data: { entities: [] } });
    return body + ' '.repeat(bytes - body.length);
  };
  assert.partialDeepStrictEqual(flowOutputs(file, padded(2 * 1024 * 1024)), { status: 'success' });
  assert.throws(() => flowOutputs(file, padded(2 * 1024 * 1024 + 1)), RangeError);
});
