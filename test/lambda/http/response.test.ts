import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cached } from '../../../lambda/cache/found.ts';
import type { DataActionError } from '../../../lambda/errors/data-action-error.ts';
import {
  GenesysCallWithheld,
  GenesysPermissionDenied,
  GenesysRateLimited,
  GenesysUnavailable,
} from '../../../lambda/errors/genesys-errors.ts';
import { InvalidInput, MethodNotAllowed, UnknownAction } from '../../../lambda/errors/request-errors.ts';
import { DeadlineExceeded, InternalError } from '../../../lambda/errors/service-errors.ts';
import type { RequestHead } from '../../../lambda/http/request.ts';
import {
  cacheStatusHeader,
  errorResponse,
  healthResponse,
  successResponse,
} from '../../../lambda/http/response.ts';

const head: RequestHead = {
  method: 'POST',
  path: '/dataaction/queues',
  target: 'data-action',
  action: 'queues',
  requestId: 'request-1',
  correlationId: 'correlation-1',
  errorsInBody: false,
};
const common = { 'Content-Type': 'application/json', 'ININ-Correlation-Id': 'correlation-1' };
const hit: Cached = {
  value: '{"entities":[{"id":"a","name":"é\\n"}],  "total":1.0}',
  source: 'cache',
  stale: false,
  ageSeconds: 12,
  status: { hit: true, ttlSeconds: 288 },
};

test('a hit is answered with the stored text as it is, its age and the rest of its lifetime', () => {
  assert.deepEqual(successResponse(hit, head), {
    statusCode: 200,
    headers: { ...common, 'Cache-Status': 'GenesysDataActionCache; hit; ttl=288', Age: '12' },
    body:
      '{"status":"success","source":"cache","stale":false,"ageSeconds":12,' +
      '"data":{"entities":[{"id":"a","name":"é\\n"}],  "total":1.0}}',
  });
});

test('an answer from Genesys is 0 seconds old', () => {
  const status = { hit: false, forward: 'uri-miss', stored: true } as const;
  const answer = { value: '{}', source: 'api', stale: false, ageSeconds: 0, status } as const;
  const { headers, body } = successResponse(answer, head);
  assert.equal(body, '{"status":"success","source":"api","stale":false,"ageSeconds":0,"data":{}}');
  assert.deepEqual(headers, {
    ...common,
    'Cache-Status': 'GenesysDataActionCache; fwd=uri-miss; stored',
    Age: '0',
  });
});

test('a stale entry is answered with 200, told as stale, with its true age and why', () => {
  const status = { hit: true, ttlSeconds: -12, detail: 'genesys_rate_limited' } as const;
  const { statusCode, headers, body } = successResponse(
    { ...hit, value: '{}', stale: true, ageSeconds: 312, status },
    head,
  );
  assert.equal(statusCode, 200);
  assert.equal(body, '{"status":"success","source":"cache","stale":true,"ageSeconds":312,"data":{}}');
  assert.deepEqual(headers, {
    ...common,
    'Cache-Status': 'GenesysDataActionCache; hit; ttl=-12; detail=genesys_rate_limited',
    Age: '312',
  });
});

for (const [status, header] of [
  [{ hit: true, ttlSeconds: 1 }, 'GenesysDataActionCache; hit; ttl=1'],
  [{ hit: true, ttlSeconds: 1, detail: undefined }, 'GenesysDataActionCache; hit; ttl=1'],
  [{ hit: true, ttlSeconds: 0, detail: 'collapsed' }, 'GenesysDataActionCache; hit; ttl=0; detail=collapsed'],
  [{ hit: false, forward: 'uri-miss', stored: true }, 'GenesysDataActionCache; fwd=uri-miss; stored'],
  [{ hit: false, forward: 'uri-miss', stored: false }, 'GenesysDataActionCache; fwd=uri-miss'],
  [
    { hit: false, forward: 'uri-miss', stored: false, collapsed: true },
    'GenesysDataActionCache; fwd=uri-miss; collapsed',
  ],
  [{ hit: false, forward: 'stale', stored: true }, 'GenesysDataActionCache; fwd=stale; stored'],
  [{ hit: false, forward: 'miss', stored: true }, 'GenesysDataActionCache; fwd=miss; stored'],
  [{ hit: false, forward: 'bypass', stored: false }, 'GenesysDataActionCache; fwd=bypass'],
] as const) {
  test(`${JSON.stringify(status)} is told as "${header}"`, () => {
    assert.equal(cacheStatusHeader(status), header);
  });
}

const errors: readonly (readonly [DataActionError, number, string, Record<string, string>, object])[] = [
  [new UnknownAction('no such'), 404, 'unknown_action', {}, {}],
  [new MethodNotAllowed('GET', 'POST'), 405, 'method_not_allowed', { Allow: 'POST' }, {}],
  [new MethodNotAllowed('POST', 'GET'), 405, 'method_not_allowed', { Allow: 'GET' }, {}],
  [
    new InvalidInput([{ parameter: 'name', expected: 'expected text', value: 5 }]),
    400,
    'invalid_input',
    {},
    {},
  ],
  [new GenesysPermissionDenied('routing:queue:view'), 403, 'genesys_permission_denied', {}, {}],
  [
    new GenesysRateLimited('slow down'),
    429,
    'genesys_rate_limited',
    { 'Retry-After': '1' },
    { retryAfterSeconds: 1 },
  ],
  [
    new GenesysCallWithheld(1001),
    429,
    'genesys_rate_limited',
    { 'Retry-After': '2' },
    { retryAfterSeconds: 2 },
  ],
  [
    new GenesysRateLimited('slow down', { retryAfterSeconds: 17 }),
    429,
    'genesys_rate_limited',
    { 'Retry-After': '17' },
    { retryAfterSeconds: 17 },
  ],
  [
    new GenesysUnavailable('back soon', { retryAfterSeconds: 0 }),
    502,
    'genesys_unavailable',
    { 'Retry-After': '0' },
    { retryAfterSeconds: 0 },
  ],
  [new DeadlineExceeded(10_000), 504, 'deadline_exceeded', {}, {}],
  [new InternalError(new Error('hunter2')), 500, 'internal_error', {}, {}],
];

for (const [error, statusCode, code, headers, more] of errors) {
  const what = `${code} with headers ${JSON.stringify(headers)}`;

  test(`${what} is answered with ${statusCode}`, () => {
    const { body, ...rest } = errorResponse(error, head);
    assert.deepEqual(rest, { statusCode, headers: { ...common, ...headers } });
    assert.deepEqual(JSON.parse(body), {
      status: 'error',
      code,
      message: error.message,
      requestId: 'request-1',
      ...more,
    });
    assert.doesNotMatch(body, /hunter2|null/);
  });

  test(`${what} is answered with 200 and the same body and headers for ?errors=body`, () => {
    assert.deepEqual(errorResponse(error, { ...head, errorsInBody: true }), {
      ...errorResponse(error, head),
      statusCode: 200,
    });
  });
}

for (const [health, statusCode] of [
  [{ status: 'healthy', redis: 'connected' }, 200],
  [{ status: 'healthy', redis: 'not_configured' }, 200],
  [{ status: 'unhealthy', redis: 'disconnected' }, 503],
] as const) {
  test(`${health.status} with Redis ${health.redis} is answered with ${statusCode}`, () => {
    const response = healthResponse(health, head);
    assert.deepEqual(response, { statusCode, headers: common, body: JSON.stringify(health) });
  });
}

test('without a correlation id there is no such header', () => {
  const anonymous = { ...head, correlationId: undefined };
  for (const { headers } of [
    successResponse(hit, anonymous),
    errorResponse(new UnknownAction('no such'), anonymous),
    healthResponse({ status: 'healthy', redis: 'connected' }, anonymous),
  ])
    assert.equal('ININ-Correlation-Id' in (headers ?? {}), false);
});
