import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CacheResult } from '../../../lambda/cache/result.ts';
import {
  asDataActionError,
  DataActionError,
  InvalidInput,
  MethodNotAllowed,
} from '../../../lambda/errors.ts';
import type { RequestMetadata } from '../../../lambda/http/request.ts';
import {
  cacheStatusHeader,
  errorResponse,
  healthResponse,
  successResponse,
} from '../../../lambda/http/response.ts';

const head: RequestMetadata = {
  method: 'POST',
  path: '/dataaction/queues',
  target: 'data-action',
  action: 'queues',
  requestId: 'request-1',
  correlationId: 'correlation-1',
  errorsInBody: false,
};
const common = { 'Content-Type': 'application/json', 'ININ-Correlation-Id': 'correlation-1' };
const hit: CacheResult = {
  outcome: 'hit',
  value: '{"entities":[{"id":"a","name":"é\\n"}],  "total":1.0}',
  ageSeconds: 12,
  ttlSeconds: 288,
};

test('the response to a hit has the stored text unchanged, its age and its remaining TTL', () => {
  assert.deepEqual(successResponse(hit, head), {
    statusCode: 200,
    headers: { ...common, 'Cache-Status': 'GenesysDataActionCache; hit; ttl=288', Age: '12' },
    body:
      '{"status":"success","source":"cache","stale":false,"ageSeconds":12,' +
      '"data":{"entities":[{"id":"a","name":"é\\n"}],  "total":1.0}}',
  });
});

test('a response from Genesys has an age of 0 seconds', () => {
  const { headers, body } = successResponse(
    { outcome: 'miss', value: '{}', ageSeconds: 0, forward: 'uri-miss', storage: 'stored' },
    head,
  );
  assert.equal(body, '{"status":"success","source":"api","stale":false,"ageSeconds":0,"data":{}}');
  assert.deepEqual(headers, {
    ...common,
    'Cache-Status': 'GenesysDataActionCache; fwd=uri-miss; stored',
    Age: '0',
  });
});

test('a stale entry has status 200, stale true, its age and the reason', () => {
  const { statusCode, headers, body } = successResponse(
    { outcome: 'stale', value: '{}', ageSeconds: 312, ttlSeconds: -12, reason: 'genesys_rate_limited' },
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

const data = { value: '{}', ageSeconds: 0 };
const results: readonly (readonly [CacheResult, source: string, header: string])[] = [
  [{ ...data, outcome: 'hit', ttlSeconds: 1 }, 'cache', 'hit; ttl=1'],
  [
    { ...data, outcome: 'stale', ttlSeconds: 0, reason: 'collapsed' },
    'cache',
    'hit; ttl=0; detail=collapsed',
  ],
  [{ ...data, outcome: 'miss', forward: 'uri-miss', storage: 'stored' }, 'api', 'fwd=uri-miss; stored'],
  [{ ...data, outcome: 'miss', forward: 'stale', storage: 'stored' }, 'api', 'fwd=stale; stored'],
  [{ ...data, outcome: 'miss', forward: 'miss', storage: 'stored' }, 'api', 'fwd=miss; stored'],
  [{ ...data, outcome: 'miss', forward: 'uri-miss', storage: 'superseded' }, 'api', 'fwd=uri-miss'],
  [{ ...data, outcome: 'miss', forward: 'uri-miss', storage: 'too-large' }, 'api', 'fwd=uri-miss'],
  [{ ...data, outcome: 'miss', forward: 'uri-miss', storage: 'failed' }, 'api', 'fwd=uri-miss'],
  [{ ...data, outcome: 'collapsed', forward: 'uri-miss' }, 'cache', 'fwd=uri-miss; collapsed'],
  [{ ...data, outcome: 'collapsed', forward: 'bypass' }, 'cache', 'fwd=bypass; collapsed'],
  [{ ...data, outcome: 'bypass' }, 'api', 'fwd=bypass'],
];
for (const [result, source, header] of results) {
  test(`${JSON.stringify(result)} has the source ${source} and the Cache-Status "${header}"`, () => {
    assert.equal(cacheStatusHeader(result), `GenesysDataActionCache; ${header}`);
    if (result.outcome === 'hit' || result.outcome === 'stale')
      assert.equal(
        cacheStatusHeader({ ...result, isLocal: true }),
        `GenesysDataActionCacheLocalCopy; ${header}`,
      );
    assert.partialDeepStrictEqual(JSON.parse(successResponse(result, head).body), {
      source,
      stale: result.outcome === 'stale',
    });
  });
}

const errors: readonly (readonly [DataActionError, number, string, Record<string, string>, object])[] = [
  [new DataActionError('unknown_action', 'no such'), 404, 'unknown_action', {}, {}],
  [new MethodNotAllowed('GET', 'POST'), 405, 'method_not_allowed', { Allow: 'POST' }, {}],
  [new MethodNotAllowed('POST', 'GET'), 405, 'method_not_allowed', { Allow: 'GET' }, {}],
  [
    new InvalidInput([{ parameter: 'name', expected: 'expected text', value: 5 }]),
    400,
    'invalid_input',
    {},
    {},
  ],
  [
    new DataActionError('genesys_permission_denied', 'routing:queue:view'),
    403,
    'genesys_permission_denied',
    {},
    {},
  ],
  [
    new DataActionError('genesys_rate_limited', 'slow down'),
    429,
    'genesys_rate_limited',
    { 'Retry-After': '1' },
    { retryAfterSeconds: 1 },
  ],
  [
    new DataActionError('genesys_rate_limited', 'withheld', {
      retryAfterSeconds: Math.ceil(1001 / 1000),
      retryable: false,
    }),
    429,
    'genesys_rate_limited',
    { 'Retry-After': '2' },
    { retryAfterSeconds: 2 },
  ],
  [
    new DataActionError('genesys_rate_limited', 'slow down', { retryAfterSeconds: 17 }),
    429,
    'genesys_rate_limited',
    { 'Retry-After': '17' },
    { retryAfterSeconds: 17 },
  ],
  [
    new DataActionError('genesys_unavailable', 'back soon', { retryAfterSeconds: 0 }),
    502,
    'genesys_unavailable',
    { 'Retry-After': '0' },
    { retryAfterSeconds: 0 },
  ],
  [
    new DataActionError('deadline_exceeded', `no response within ${10_000} ms`),
    504,
    'deadline_exceeded',
    {},
    {},
  ],
  [asDataActionError(new Error('hunter2')), 500, 'internal_error', {}, {}],
];

for (const [error, statusCode, code, headers, more] of errors) {
  const label = `${code} with headers ${JSON.stringify(headers)}`;

  test(`${label} has status ${statusCode}`, () => {
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

  test(`${label} has status 200 and the same body and headers with ?errors=body`, () => {
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
  test(`${health.status} with Redis ${health.redis} has status ${statusCode}`, () => {
    const response = healthResponse(health, head);
    assert.deepEqual(response, { statusCode, headers: common, body: JSON.stringify(health) });
  });
}

test('without a correlation id, its header is left out', () => {
  const anonymous = { ...head, correlationId: undefined };
  for (const { headers } of [
    successResponse(hit, anonymous),
    errorResponse(new DataActionError('unknown_action', 'no such'), anonymous),
    healthResponse({ status: 'healthy', redis: 'connected' }, anonymous),
  ])
    assert.equal('ININ-Correlation-Id' in (headers ?? {}), false);
});
