import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ERRORS, errorsByStatus, GATEWAY_ERRORS } from '../../infra/openapi/errors.ts';
import { dataActions } from '../../lambda/actions/catalog.ts';
import { createMemoryStore } from '../../lambda/cache/memory-store.ts';
import { ERRORS as TRAITS } from '../../lambda/errors.ts';
import { systemClock } from '../../lambda/runtime/clock.ts';
import { exampleOf } from '../support/actions.ts';
import { invalidationOf } from '../support/invalidation.ts';
import { readDocument } from '../support/markdown.ts';
import { parseResponse, readEvent, startService } from '../support/service.ts';

const document = JSON.parse(readDocument('docs/openapi.json'));

const ajv = new Ajv2020({ strict: false });
ajv.addSchema({ ...document, $id: 'api' });

/** Compiles a validator for a part of the document. */
function validatorAt(pointer: string) {
  return ajv.compile({ $ref: `api#${pointer}` });
}
const escaped = (path: string) => path.replaceAll('~', '~0').replaceAll('/', '~1');
const ID = '0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9';
const BODY = 'content/application~1json/schema';

describe('docs/openapi.json', () => {
  test('is valid OpenAPI 3.1; an invalid document is rejected', async () => {
    const validator = new Validator();
    assert.deepEqual(await validator.validate(structuredClone(document)), { valid: true });
    assert.equal(validator.version, '3.1');
    const { valid } = await new Validator().validate({ ...document, info: {} });
    assert.equal(valid, false);
  });

  test('has paths for each data action, their list, health and invalidation, all with an API key', () => {
    const paths = Array.from(dataActions.keys(), (name) => `/dataaction/${name}`);
    assert.deepEqual(Object.keys(document.paths), [...paths, '/dataactions', '/health', '/invalidate']);
    assert.deepEqual(document.security, [{ apiKey: [] }]);
    assert.deepEqual(document.components.securitySchemes.apiKey, {
      type: 'apiKey',
      in: 'header',
      name: 'x-api-key',
    });
  });

  for (const [name, action] of dataActions) {
    const operation = `/paths/${escaped(`/dataaction/${name}`)}/post`;

    test(`${name}: the example matches the request schema, and an extra parameter does not`, () => {
      const isInput = validatorAt(`${operation}/requestBody/${BODY}`);
      assert.ok(isInput(exampleOf(action)), JSON.stringify(isInput.errors));
      assert.equal(isInput({ ...exampleOf(action), more: 1 }), false);
    });

    test(`${name}: results and errors with status 200 match the response schema`, async (t) => {
      const { request, simulator, invoke } = await startService(t);
      const isResponse = validatorAt(`${operation}/responses/200/${BODY}`);
      assert.ok(isResponse((await request(name, exampleOf(action))).body), JSON.stringify(isResponse.errors));
      simulator.fail({ kind: 'status', status: 404 });
      const other = { ...readEvent('queues-errors-in-body'), path: `/dataaction/${name}`, body: '{"x":1}' };
      assert.ok(isResponse(parseResponse(await invoke(other)).body), JSON.stringify(isResponse.errors));
      assert.equal(isResponse({ status: 'success' }), false);
    });
  }

  for (const path of ['/dataactions', '/health'])
    test(`${path}: the response matches its schema`, async (t) => {
      const { invoke } = await startService(t);
      const { body } = parseResponse(await invoke({ ...readEvent('health'), path }));
      const isResponse = validatorAt(`/paths/${escaped(path)}/get/responses/200/${BODY}`);
      assert.ok(isResponse(body), JSON.stringify(isResponse.errors));
      assert.equal(isResponse({}), false);
    });

  test('/invalidate: requests and responses match their schemas', async () => {
    const operation = `/paths/${escaped('/invalidate')}/post`;
    const isChange = validatorAt(`${operation}/requestBody/${BODY}`);
    const isResponse = validatorAt(`${operation}/responses/200/${BODY}`);
    const { invalidate } = invalidationOf(
      createMemoryStore({ maxEntries: 100, maxBytes: 100_000, maxKeptMs: 86_400_000 }, systemClock),
    );
    for (const change of [{ action: 'queues' }, { entityType: 'Queue', entityId: ID }]) {
      assert.ok(isChange(change), JSON.stringify(isChange.errors));
      assert.ok(isResponse((await invalidate(change)).body), JSON.stringify(isResponse.errors));
    }
    for (const change of [{ action: 'x' }, { entityType: 'Queue' }, { action: 'queues', entityId: ID }, {}]) {
      assert.equal(isChange(change), false, JSON.stringify(change));
      assert.equal((await invalidate(change)).statusCode, 400, JSON.stringify(change));
    }
  });
});

describe('the documented errors', () => {
  test('have the codes and statuses of the function', () => {
    for (const [code, { statusCode }] of Object.entries(TRAITS))
      assert.equal(ERRORS[code]?.status, statusCode);
    assert.deepEqual(Object.keys(ERRORS), Object.keys(TRAITS));
  });

  test('are grouped by status, in ascending order', () => {
    const byStatus = errorsByStatus();
    assert.deepEqual([...byStatus.keys()], [400, 401, 403, 404, 405, 413, 415, 422, 429, 500, 502, 503, 504]);
    const all = [...byStatus.values()].flat();
    assert.equal(all.length, Object.keys(ERRORS).length + Object.keys(GATEWAY_ERRORS).length);
  });
});
