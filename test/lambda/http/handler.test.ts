import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { requestFields } from '../../../lambda/telemetry/log-line.ts';
import { parseResponse, readEvent, startService } from '../../support/service.ts';
import { get, logIn } from '../../support/simulator.ts';

const CORRELATION_ID = '7d1f5f0e-3c1c-4f7e-9a35-5a3a2f0c8b11';

for (const name of ['queues', 'queues-null-headers', 'queues-base64-body', 'queues-odd-casing']) {
  test(`the event ${name} is a miss first, then a hit`, async (t) => {
    const { simulator, invoke } = await startService(t, { ports: { random: () => 0.5 } });

    const first = parseResponse(await invoke(readEvent(name)));
    const second = parseResponse(await invoke(readEvent(name)));

    assert.equal(first.statusCode, 200);
    assert.deepEqual(Object.keys(first.body), ['status', 'source', 'stale', 'ageSeconds', 'data']);
    assert.deepEqual(
      { ...first.body, data: 0 },
      { status: 'success', source: 'api', stale: false, ageSeconds: 0, data: 0 },
    );
    assert.equal(first.headers['Cache-Status'], 'GenesysDataActionCache; fwd=uri-miss; stored');
    assert.equal(first.headers.Age, '0');
    assert.equal(first.headers['Content-Type'], 'application/json');

    assert.equal(second.body.source, 'cache');
    assert.equal(second.headers['Cache-Status'], 'GenesysDataActionCache; hit; ttl=300');
    assert.deepEqual(second.body.data, first.body.data);
    assert.equal(simulator.calls.api, 1);
  });
}

test("the data is Genesys' queue listing, unchanged", async (t) => {
  const { simulator, requestQueues } = await startService(t);
  const { body } = await requestQueues({ name: '*support*', pageSize: 3, sortOrder: 'desc' });

  const call = simulator.requests.at(-1);
  const direct = await get(simulator, `${call?.path}?${call?.query}`, await logIn(simulator));
  assert.deepEqual(body.data, await direct.json());
});

test("Genesys' correlation id is echoed in successes and in errors", async (t) => {
  const { invoke } = await startService(t);
  const success = await invoke(readEvent('queues'));
  const failure = await invoke({ ...readEvent('queues'), httpMethod: 'PUT' });
  assert.equal(success.headers?.['ININ-Correlation-Id'], CORRELATION_ID);
  assert.equal(failure.headers?.['ININ-Correlation-Id'], CORRELATION_ID);
});

test('an empty body requests the first page of all queues', async (t) => {
  const { invoke } = await startService(t);
  const { body } = parseResponse(await invoke(readEvent('queues-no-parameters')));
  assert.partialDeepStrictEqual(body.data, { total: 130, pageNumber: 1, pageSize: 25 });
});

interface BadRequest {
  name: string;
  event: Partial<APIGatewayProxyEvent>;
  status: number;
  code: string;
  message: RegExp;
}

const badRequests: BadRequest[] = [
  {
    name: 'broken JSON',
    event: { body: '{"name"' },
    status: 400,
    code: 'invalid_json',
    message: /position 7/,
  },
  {
    name: 'a key that would change a prototype',
    event: { body: '{"__proto__":{}}' },
    status: 400,
    code: 'invalid_json',
    message: /Forbidden key/,
  },
  {
    name: 'an array as the body',
    event: { body: '[1]' },
    status: 400,
    code: 'invalid_input',
    message: /body: expected a JSON object of parameters, got \[1\]/,
  },
  {
    name: 'an unknown parameter and an invalid parameter',
    event: { body: '{"queueId":"a","pageSize":501}' },
    status: 400,
    code: 'invalid_input',
    message:
      /queueId: unknown parameter, expected one of queueIds, .*; pageSize: expected an integer from 1 to 500, got 501/,
  },
  {
    name: 'an unpaired surrogate',
    event: { body: '{"name":"\\ud800"}' },
    status: 400,
    code: 'invalid_input',
    message: /name: expected well-formed Unicode/,
  },
  {
    name: 'an invalid errors parameter',
    event: { queryStringParameters: { errors: 'json' } },
    status: 400,
    code: 'invalid_input',
    message: /\?errors: expected body or nothing, got "json"/,
  },
  {
    name: 'a body over 64 KB',
    event: { body: JSON.stringify({ name: 'x'.repeat(65_536) }) },
    status: 413,
    code: 'payload_too_large',
    message: /65547 bytes, expected at most 65536/,
  },
  {
    name: 'a form',
    event: { headers: { 'content-type': 'text/plain' } },
    status: 415,
    code: 'unsupported_media_type',
    message: /"text\/plain", expected application\/json/,
  },
  {
    name: 'an action that does not exist',
    event: { path: '/dataaction/quues' },
    status: 404,
    code: 'unknown_action',
    message: /no data action "quues", expected one of queues/,
  },
  {
    name: 'a path that does not exist',
    event: { path: '/queues' },
    status: 404,
    code: 'unknown_action',
    message: /no path "\/queues"/,
  },
  {
    name: 'an unsupported method',
    event: { httpMethod: 'GET' },
    status: 405,
    code: 'method_not_allowed',
    message: /GET is not allowed here, use POST/,
  },
];

for (const { name, event, status, code, message } of badRequests) {
  test(`${name} is rejected with ${status} ${code}, without a call to Redis or Genesys`, async (t) => {
    const { simulator, invoke, records } = await startService(t);
    const response = parseResponse(await invoke({ ...readEvent('queues'), ...event }));

    assert.equal(response.statusCode, status);
    assert.deepEqual(Object.keys(response.body), ['status', 'code', 'message', 'requestId']);
    assert.equal(response.body.status, 'error');
    assert.equal(response.body.code, code);
    assert.match(String(response.body.message), message);
    assert.equal(response.body.requestId, 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef');
    assert.deepEqual(simulator.calls, { logins: 0, api: 0 });
    assert.deepEqual(records[0]?.events, []);
  });
}

test('a 405 names the allowed method in Allow', async (t) => {
  const { invoke } = await startService(t);
  const response = await invoke({ ...readEvent('health'), httpMethod: 'POST' });
  assert.equal(response.statusCode, 405);
  assert.equal(response.headers?.Allow, 'GET');
});

test('with ?errors=body, an error has the same body and status 200', async (t) => {
  const { invoke } = await startService(t);
  const plain = await invoke({ ...readEvent('queues-errors-in-body'), queryStringParameters: null });
  const inBody = await invoke(readEvent('queues-errors-in-body'));
  assert.equal(plain.statusCode, 400);
  assert.equal(inBody.statusCode, 200);
  assert.equal(inBody.body, plain.body);
});

test('an event that is not an API Gateway request still gets a response', async (t) => {
  const { invoke } = await startService(t);
  const { statusCode, body } = parseResponse(await invoke(JSON.parse('{}')));
  assert.equal(statusCode, 404);
  assert.equal(body.requestId, '8f5f0d1e-6f0c-4c57-9d7e-2a3b4c5d6e7f');
});

test('without REDIS_URL, /health reports that Redis is not configured', async (t) => {
  const { invoke } = await startService(t);
  assert.deepEqual(parseResponse(await invoke(readEvent('health'))), {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
    body: { status: 'healthy', redis: 'not_configured' },
  });
});

test('each request is reported once, with its events', async (t) => {
  const { requestQueues, records } = await startService(t);
  await requestQueues();
  await requestQueues();
  const lines = records.map(requestFields);
  assert.deepEqual(
    lines.map(({ outcome, action, statusCode, attempts, correlation_id }) => ({
      outcome,
      action,
      statusCode,
      attempts,
      correlation_id,
    })),
    [
      { outcome: 'miss', action: 'queues', statusCode: 200, attempts: 1, correlation_id: CORRELATION_ID },
      { outcome: 'hit', action: 'queues', statusCode: 200, attempts: 0, correlation_id: CORRELATION_ID },
    ],
  );
  assert.match(String(lines[0]?.key), /^dataaction:cache:\{queues\}:[0-9a-f]{64}$/);
});
