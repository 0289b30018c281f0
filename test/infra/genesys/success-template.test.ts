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

/** What a flow gets: the request template, the handler, the translation and the success template in a row. */
async function run({ invoke }: TestService, input = {}): Promise<Record<string, unknown>> {
  const { statusCode, body } = await invoke({ ...EVENT, body: requestBody(file, input) });
  assert.equal(statusCode, 200);
  const outputs = flowOutputs(file, body);
  assert.ok(isOutput(outputs), JSON.stringify(isOutput.errors));
  return outputs;
}

test('a success gives parallel lists, and where they come from', async (t) => {
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

test('a success without queues gives empty lists', async (t) => {
  const outputs = await run(await startService(t), { name: 'no such queue' });
  assert.partialDeepStrictEqual(outputs, { status: 'success', ids: [], names: [], total: 0 });
});

test('names come through letter by letter', () => {
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

test('an error of the caller fills every output', async (t) => {
  const outputs = await run(await startService(t), { pageSize: 501, name: 'a*"\\\n$ids*b' });
  assert.partialDeepStrictEqual(outputs, { status: 'error', code: 'invalid_input', source: '', ...NO_DATA });
  assert.match(String(outputs.message), /name: expected \* only .*got "a\*\\"\\\\\\n\$ids\*b"/);
  assert.notEqual(outputs.requestId, '');
});

test('an error of Genesys fills every output', async (t) => {
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

test('an answer that is not ours is an error', () => {
  assert.partialDeepStrictEqual(flowOutputs(file, '{"message":"Forbidden"}'), {
    status: 'error',
    message: 'Forbidden',
    ...NO_DATA,
  });
});

test('without its default, a list that is not in the answer leaves no outputs at all', () => {
  const { ids, ...translationMapDefaults } = file.config.response.translationMapDefaults;
  const config = { ...file.config, response: { ...file.config.response, translationMapDefaults } };
  assert.equal(ids, '[]');
  assert.throws(() => flowOutputs({ ...file, config }, '{"status":"error"}'), SyntaxError);
});

test('of an answer as large as Genesys takes there are outputs, of a larger one there are none', () => {
  const padded = (bytes: number) => {
    const body = JSON.stringify({ status: 'success', data: { entities: [] } });
    return body + ' '.repeat(bytes - body.length);
  };
  assert.partialDeepStrictEqual(flowOutputs(file, padded(2 * 1024 * 1024)), { status: 'success' });
  assert.throws(() => flowOutputs(file, padded(2 * 1024 * 1024 + 1)), RangeError);
});
