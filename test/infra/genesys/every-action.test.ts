import assert from 'node:assert/strict';
import { test } from 'node:test';
import draft04 from 'ajv-draft-04';
import { importFile } from '../../../infra/genesys/import-file.ts';
import { dataActions } from '../../../lambda/actions/catalog.ts';
import { isRequired } from '../../../lambda/actions/parameters.ts';
import { exampleOf } from '../../support/actions.ts';
import { flowOutputs, requestBody } from '../../support/genesys-data-action.ts';
import { createMovableClock } from '../../support/movable-clock.ts';
import { eventOf, startService, type TestService } from '../../support/service.ts';

for (const action of dataActions.values()) {
  const file = importFile(action, 'https://api.example.com/v1');
  const isOutput = new draft04.default({ strict: true }).compile(file.contract.output.successSchema);
  const event = { ...eventOf(action.name, {}), queryStringParameters: { errors: 'body' } };

  /** The outputs that a flow gets for these inputs. */
  const run = async ({ invoke }: TestService, input: ReturnType<typeof exampleOf>) => {
    const { statusCode, body } = await invoke({ ...event, body: requestBody(file, input) });
    assert.equal(statusCode, 200);
    const outputs = flowOutputs(file, body);
    assert.ok(isOutput(outputs), JSON.stringify(isOutput.errors));
    return outputs;
  };

  test(`${action.name}: a miss and a hit give a flow the same outputs`, async (t) => {
    const service = await startService(t, { ports: { clock: createMovableClock() } });
    const first = await run(service, exampleOf(action));
    assert.partialDeepStrictEqual(first, { status: 'success', source: 'api', message: '' });
    const second = await run(service, exampleOf(action));
    assert.deepEqual({ ...second, source: 'api', ageSeconds: 0 }, first);
    assert.equal(second.source, 'cache');
    assert.equal(service.simulator.calls.api, action.parse(exampleOf(action)).call.operations.length);
  });

  test(`${action.name}: on success every output has its value from the data, not its default`, async (t) => {
    const outputs = await run(await startService(t), exampleOf(action));
    const { translationMap } = file.config.response;
    const { data } = JSON.parse(
      (await (await startService(t)).invoke(eventOf(action.name, exampleOf(action)))).body,
    );
    for (const name of Object.keys(action.contract.outputs)) {
      const [, first = ''] = /^\$\.data\.(\w+)/.exec(translationMap[name] ?? '') ?? [];
      assert.ok(first in data, `${name}: expected a value at ${translationMap[name]}`);
      assert.notEqual(outputs[name], undefined);
    }
  });

  test(`${action.name}: the contract and the endpoint require the same inputs`, async (t) => {
    const { required = [] } = file.contract.input.inputSchema;
    const names = Object.keys(action.parameters);
    assert.deepEqual(
      required,
      names.filter((name) => isRequired(action.parameters[name])),
    );
    const outputs = await run(await startService(t), {});
    for (const name of required)
      assert.match(String(outputs.message), new RegExp(`${name}: expected a value`));
  });

  test(`${action.name}: after an error every output has a value`, async (t) => {
    const service = await startService(t);
    service.simulator.fail({ kind: 'status', status: 403 });
    const outputs = await run(service, exampleOf(action));
    assert.partialDeepStrictEqual(outputs, { status: 'error', code: 'genesys_permission_denied' });
  });

  if (action.permission !== undefined)
    test(`${action.name}: the declared permissions are sufficient`, async (t) => {
      const service = await startService(t);
      service.simulator.permissions = action.permission?.split(', ') ?? [];
      assert.equal((await run(service, exampleOf(action))).status, 'success');
    });
}

test('a 403 for an action without a declared permission has a message that names none', async (t) => {
  const { simulator, request } = await startService(t);
  simulator.fail({ kind: 'status', status: 403 });
  const { body } = await request('user-status', { userId: 'a' });
  assert.equal(body.message, 'the Genesys OAuth client is not allowed to make this call');
});
