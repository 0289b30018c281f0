import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiCall } from '../../../../infra/local/simulator/route.ts';
import { isSimulated, matchRoute } from '../../../../infra/local/simulator/routes.ts';
import { sampleRoute } from '../../../../infra/local/simulator/sample-route.ts';

function call(query: string, pathParameters: Record<string, string> = {}): ApiCall {
  return {
    query: new URLSearchParams(query),
    pathParameters,
    body: undefined,
    correlationId: 'c',
    nowMs: 0,
  };
}

test('a sample with path parameters is found by their values, in any case', () => {
  const body = { id: 'a1' };
  const route = sampleRoute({
    path: '/api/v2/things/{thingId}',
    permission: undefined,
    pathParameters: { thingId: 'a1' },
    body,
  });
  assert.deepEqual(route.respond(call('', { thingId: 'A1' })), { status: 200, body });
  const { status, body: error } = route.respond(call('', { thingId: 'b2' }));
  assert.equal(status, 404);
  assert.partialDeepStrictEqual(error, { code: 'not.found', messageParams: { thingId: 'b2' } });
});

for (const [query, expected] of [
  ['', { entities: [1, 2, 3], total: 3, pageNumber: 1 }],
  ['pageSize=2', { entities: [1, 2], total: 3, pageNumber: 1 }],
  ['pageSize=2&pageNumber=2', { entities: [3], total: 3, pageNumber: 2 }],
  ['pageSize=2&pageNumber=3', { entities: [], total: 3, pageNumber: 3 }],
] as const)
  test(`a listing returns the page that "${query}" requests, without figures that its model does not have`, () => {
    const body = { entities: [1, 2, 3], total: 3, pageNumber: 1 };
    const route = sampleRoute({ path: '/api/v2/things', permission: undefined, body });
    assert.deepEqual(route.respond(call(query)).body, expected);
  });

test('a path pattern is known whatever its parameters are called', () => {
  assert.equal(isSimulated('GET', '/api/v2/routing/queues/{id}'), true);
  assert.equal(isSimulated('POST', '/api/v2/routing/queues/{id}'), false);
  assert.equal(isSimulated('GET', '/api/v2/routing/queues/{id}/things'), false);
  assert.equal(matchRoute('GET', '/api/v2/routing/queues/a').kind, 'found');
});
