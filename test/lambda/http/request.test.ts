import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ERRORS, InvalidInput, MethodNotAllowed } from '../../../lambda/errors.ts';
import {
  checkRoute,
  DATA_ACTION_ROUTES,
  headerOf,
  INVALIDATION_ROUTES,
  readMetadata,
} from '../../../lambda/http/request.ts';
import { codeOf } from '../../support/error-code.ts';

/** The route of the data action function that an event is matched to. */
function routeOf(event: Parameters<typeof readMetadata>[0], routes = DATA_ACTION_ROUTES) {
  const head = readMetadata(event, '');
  checkRoute(head, event, routes);
  return [head.target, head.action];
}

for (const [httpMethod, path, route] of [
  ['POST', '/dataaction/queues', ['data-action', 'queues']],
  ['POST', '/dataaction/queues/', ['data-action', 'queues']],
  ['POST', '/prod/dataaction/queues', ['data-action', 'queues']],
  ['POST', '/genesys/v1/dataaction/queues/', ['data-action', 'queues']],
  ['POST', '/dataaction/anything-at-all', ['data-action', 'anything-at-all']],
  ['POST', '/dataaction/health', ['data-action', 'health']],
  ['POST', '/health/dataaction/queues', ['data-action', 'queues']],
  ['GET', '/health', ['health', '']],
  ['GET', '/health/', ['health', '']],
  ['GET', '/prod/health', ['health', '']],
  ['GET', '/dataactions', ['listing', '']],
  ['GET', '/v1/dataactions/', ['listing', '']],
  ['POST', '/dataaction/dataactions', ['data-action', 'dataactions']],
] as const) {
  test(`${httpMethod} ${path} is routed to ${route.join(' ')}`, () => {
    assert.deepEqual(routeOf({ httpMethod, path }), route);
  });
}

for (const path of [
  '',
  '/',
  '/dataaction',
  '/dataaction/',
  '/dataaction//',
  '/dataaction/queues/1',
  '/dataactions/queues',
  '/xdataaction/queues',
  '/xdataactions',
  '/dataactionss',
  '/DataActions',
  '/DataAction/queues',
  '/queues',
  '/healthy',
  '/unhealth',
  '/health/live',
]) {
  test(`the path "${path}" is not found, whatever the method`, () => {
    for (const httpMethod of ['GET', 'POST', 'PUT'])
      assert.throws(() => routeOf({ httpMethod, path }), { code: 'unknown_action' });
  });
}

test('the invalidation function has one route, which the data action function does not have', () => {
  for (const path of ['/invalidate', '/v1/invalidate/']) {
    const event = { httpMethod: 'POST', path };
    assert.deepEqual(routeOf(event, INVALIDATION_ROUTES), ['invalidation', '']);
    assert.throws(() => routeOf(event), { code: 'unknown_action' });
    assert.throws(() => routeOf({ ...event, httpMethod: 'GET' }, INVALIDATION_ROUTES), { allow: 'POST' });
  }
  for (const path of ['/health', '/dataactions', '/dataaction/invalidate', '/xinvalidate', '/'])
    assert.throws(() => routeOf({ httpMethod: 'POST', path }, INVALIDATION_ROUTES), {
      code: 'unknown_action',
      message: `no path "${path}", expected /invalidate`,
    });
});

test('the error for an unknown path names it and lists the valid paths', () => {
  assert.throws(() => routeOf({ httpMethod: 'POST', path: '/queues' }), {
    code: 'unknown_action',
    message: /\/queues\b.*\/dataaction\/\{action\}.*\/dataactions.*\/health/,
  });
});

for (const [path, allow, wrong] of [
  ['/dataaction/queues', 'POST', ['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'post', '']],
  ['/dataaction/unknown', 'POST', ['GET']],
  ['/health', 'GET', ['POST', 'HEAD', 'get']],
  ['/dataactions', 'GET', ['POST', 'PUT', 'HEAD']],
] as const) {
  test(`${path} accepts only ${allow} and names it in Allow`, () => {
    for (const httpMethod of wrong)
      assert.throws(
        () => routeOf({ httpMethod, path }),
        (error) => error instanceof MethodNotAllowed && error.allow === allow,
      );
  });
}

for (const errors of ['', 'Body', 'BODY', 'header', 'body,body']) {
  test(`?errors=${errors} is rejected with its value, on both routes`, () => {
    const queryStringParameters = { errors };
    for (const head of [
      { httpMethod: 'POST', path: '/dataaction/queues' },
      { httpMethod: 'GET', path: '/health' },
    ])
      assert.throws(() => routeOf({ ...head, queryStringParameters }), {
        name: InvalidInput.name,
        message: `?errors: expected body or nothing, got "${errors}"`,
      });
  });
}

test('?errors=body and other query parameters do not change the route', () => {
  const event = { httpMethod: 'POST', path: '/dataaction/queues' };
  for (const queryStringParameters of [null, {}, { errors: 'body' }, { other: 'x' }])
    assert.deepEqual(routeOf({ ...event, queryStringParameters }), ['data-action', 'queues']);
});

test('any event is either routed or rejected with a 4xx error', () => {
  const segment = fc.oneof(
    fc.constantFrom('dataaction', 'health', 'queues', ''),
    fc.string({ maxLength: 5 }),
  );
  const path = fc.array(segment, { maxLength: 5 }).map((segments) => segments.join('/'));
  fc.assert(
    fc.property(
      path,
      fc.constantFrom('GET', 'POST'),
      fc.constantFrom('body', 'Body', ''),
      (somePath, httpMethod, errors) => {
        try {
          const [target, action] = routeOf({ httpMethod, path: somePath, queryStringParameters: { errors } });
          assert.equal(errors, 'body');
          assert.equal(target === 'data-action', action !== '');
          assert(!action?.includes('/'));
        } catch (error) {
          const code = codeOf(error);
          assert.ok(code !== undefined && ERRORS[code].statusCode < 500, `${error}`);
        }
      },
    ),
  );
});

test('the metadata of an event contains the fields that every response needs', () => {
  const event = JSON.parse(`{
    "httpMethod": "POST",
    "path": "/dataaction/queues",
    "headers": { "ININ-Correlation-Id": "7d1f5f0e-3c1c-4f7e-9a35-5a3a2f0c8b11" },
    "queryStringParameters": { "errors": "body" },
    "requestContext": { "requestId": "api-gateway-1" }
  }`);
  assert.deepEqual(readMetadata(event, 'lambda-1'), {
    method: 'POST',
    path: '/dataaction/queues',
    target: 'data-action',
    action: 'queues',
    requestId: 'api-gateway-1',
    correlationId: '7d1f5f0e-3c1c-4f7e-9a35-5a3a2f0c8b11',
    errorsInBody: true,
  });
});

for (const event of ['{}', '{"headers":null,"queryStringParameters":null,"requestContext":{}}']) {
  test(`the metadata of ${event} is read, with Lambda's request id`, () => {
    assert.deepEqual(readMetadata(JSON.parse(event), 'lambda-1'), {
      method: '',
      path: '',
      target: 'nothing',
      action: '',
      requestId: 'lambda-1',
      correlationId: undefined,
      errorsInBody: false,
    });
  });
}

for (const errors of ['', 'Body', 'header']) {
  test(`the error about an invalid ?errors=${errors} keeps its own status`, () => {
    assert.equal(readMetadata({ queryStringParameters: { errors } }, '').errorsInBody, false);
  });
}

for (const name of ['ININ-Correlation-Id', 'inin-correlation-id', 'Inin-Correlation-ID']) {
  test(`the correlation id is read from a header spelled ${name}`, () => {
    assert.equal(readMetadata({ headers: { 'X-Other': 'a', [name]: 'id-1' } }, '').correlationId, 'id-1');
  });
}

for (const id of ['x', 'A.b:c_d-9', 'x'.repeat(128)]) {
  test(`the correlation id ${id.slice(0, 10)} (${id.length}) is echoed`, () => {
    assert.equal(readMetadata({ headers: { 'inin-correlation-id': id } }, '').correlationId, id);
  });
}

for (const id of ['', ' ', 'a b', 'a\r\nSet-Cookie: b', 'a\n', 'é', '"', '<x>', 'a,b', 'x'.repeat(129)]) {
  test(`the correlation id ${JSON.stringify(id.slice(0, 10))} (${id.length}) is dropped`, () => {
    assert.equal(readMetadata({ headers: { 'inin-correlation-id': id } }, '').correlationId, undefined);
  });
}

for (const [headers, value] of [
  [null, undefined],
  [undefined, undefined],
  [{}, undefined],
  [{ 'content-type': undefined }, undefined],
  [{ 'content-length': '1' }, undefined],
  [{ 'CONTENT-TYPE': 'application/json' }, 'application/json'],
  [{ 'Content-Type': '' }, ''],
] as const) {
  test(`the content type in ${JSON.stringify(headers)} is ${JSON.stringify(value)}`, () => {
    assert.equal(headerOf(headers, 'content-type'), value);
  });
}

test('a correlation id of null counts as none', () => {
  const event = JSON.parse('{"headers":{"ININ-Correlation-Id":null}}');
  assert.equal(readMetadata(event, '').correlationId, undefined);
});
