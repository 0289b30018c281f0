import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInvalidationApp } from '../../../lambda/app-invalidation.ts';
import { createMemoryStore } from '../../../lambda/cache/memory-store.ts';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { invalidateEvent, invalidationOf } from '../../support/invalidation.ts';
import { lambdaContext } from '../../support/lambda-context.ts';
import { parseResponse, readEvent } from '../../support/service.ts';

const store = createMemoryStore(
  { maxEntries: 100, maxBytes: 1000, maxKeptMs: 86_400_000 },
  createFakeClock(),
);
const config = { serviceName: 'test', logLevel: 'INFO', apiKeyId: 'invalidation-key' } as const;
const { onRequest } = createInvalidationApp(config, store, { telemetry: { request: () => undefined } });

test('the response and the report name the invalidated data actions', async () => {
  const { invalidate, requests } = invalidationOf(store);
  const { statusCode, headers, body } = await invalidate({ action: 'queues' });
  assert.equal(statusCode, 200);
  assert.deepEqual(body, { status: 'success', invalidated: ['queues'] });
  assert.equal(headers['Content-Type'], 'application/json');
  assert.deepEqual(requests[0]?.events, [
    { type: 'invalidation', change: { action: 'queues' }, actions: ['queues'] },
  ]);
});

test('with an API key configured, every other key is rejected', async () => {
  const { invalidate } = invalidationOf(store, 'invalidation-key');
  assert.equal((await invalidate({ action: 'queues' }, 'invalidation-key')).statusCode, 200);
  const { statusCode, body } = await invalidate({ action: 'queues' }, 'data-action-key');
  assert.deepEqual([statusCode, body.code], [403, 'forbidden']);
  assert.equal((await invalidate({ nonsense: 1 }, 'data-action-key')).body.code, 'forbidden');
});

for (const [label, changes, statusCode, code] of [
  ['a GET', { httpMethod: 'GET' }, 405, 'method_not_allowed'],
  ['another path', { path: '/dataaction/queues' }, 404, 'unknown_action'],
  ['a longer path', { path: '/invalidate/queues' }, 404, 'unknown_action'],
  ['an invalid query parameter', { queryStringParameters: { errors: 'yes' } }, 400, 'invalid_input'],
  ['a body that is not JSON', { body: '{' }, 400, 'invalid_json'],
  ['a body without a change', { body: null }, 400, 'invalid_input'],
  ['a body of another type', { headers: { 'Content-Type': 'text/plain' } }, 415, 'unsupported_media_type'],
  ['a body that is too large', { body: 'x'.repeat(65_537) }, 413, 'payload_too_large'],
] as const) {
  test(`${label} is rejected with ${statusCode} ${code}`, async () => {
    const event = { ...invalidateEvent({ action: 'queues' }, 'invalidation-key'), ...changes };
    const response = parseResponse(await onRequest(event, lambdaContext()));
    assert.deepEqual([response.statusCode, response.body.code], [statusCode, code]);
  });
}

test('/invalidate also works behind the base path of a custom domain', async () => {
  const event = { ...invalidateEvent({ action: 'queues' }, 'invalidation-key'), path: '/cache/invalidate/' };
  assert.equal((await onRequest(event, lambdaContext())).statusCode, 200);
});

test('with ?errors=body, an error has status 200', async () => {
  const event = {
    ...invalidateEvent({ action: 'x' }, 'invalidation-key'),
    queryStringParameters: { errors: 'body' },
  };
  const { statusCode, body } = parseResponse(await onRequest(event, lambdaContext()));
  assert.deepEqual([statusCode, body.code], [200, 'invalid_input']);
});

test('when Redis is down, the response is a 503', async () => {
  const clock = createFakeClock();
  const down = { ...store, invalidateTags: () => Promise.reject(new StoreUnavailable('down')) };
  const { invalidate } = invalidationOf(down, undefined, { clock });
  const pending = invalidate({ action: 'queues' });
  await clock.advance(12_000);
  const { statusCode, body } = await pending;
  assert.deepEqual([statusCode, body.code], [503, 'cache_unavailable']);
  assert.equal(body.message, 'Redis failed before the entries were invalidated; send the request again');
});

test('the invalidation function rejects a request for a data action', async () => {
  const { handler } = createInvalidationApp(config, store, { telemetry: { request: () => undefined } });
  const response = await handler(readEvent('queues'), lambdaContext());
  assert.ok('statusCode' in response && response.statusCode === 404);
});
