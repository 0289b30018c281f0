import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type TestContext, test } from 'node:test';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { createGateway } from '../../../infra/local/gateway.ts';
import { EVENT_LIMIT_BYTES, RESULT_LIMIT_BYTES } from '../../../infra/local/lambda-invocation.ts';
import { TIMEOUTS } from '../../../infra/timeouts.ts';
import type { Clock } from '../../../lambda/runtime/clock.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const MEGABYTE = 1024 * 1024;

/** Starts a gateway in front of a function; returns the URL of its health check. */
async function serve(
  t: TestContext,
  handler: (event: APIGatewayProxyEvent, context: Context) => unknown,
  clock?: Clock,
): Promise<string> {
  const server = createServer(createGateway(async (event, context) => handler(event, context), clock));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/health`;
}

const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Checks an error response of API Gateway, which has the format of the function's errors. */
async function assertGatewayError(response: Response, status: number, code: string): Promise<void> {
  const { requestId, message, ...body }: Record<string, string> = JSON.parse(await response.text());
  assert.deepEqual([response.status, body], [status, { status: 'error', code }]);
  assert.match(requestId ?? '', REQUEST_ID);
  assert.ok(message);
}

/** Checks the one error of API Gateway that an API cannot customise. */
async function assertTooLarge(response: Response): Promise<void> {
  const body: object = JSON.parse(await response.text());
  assert.deepEqual([response.status, Object.keys(body)], [413, ['message']]);
}

/** A result whose JSON has exactly this many bytes; each quote in its body takes two. */
function resultOf(bytes: number): { statusCode: number; body: string } {
  const rest = bytes - JSON.stringify({ statusCode: 200, body: '' }).length;
  return { statusCode: 200, body: '"'.repeat(Math.floor(rest / 2)) + 'x'.repeat(rest % 2) };
}

test('a result of the maximum size in Lambda becomes the response', async (t) => {
  const result = resultOf(RESULT_LIMIT_BYTES);
  const response = await fetch(await serve(t, () => result));
  assert.deepEqual([response.status, await response.text()], [200, result.body]);
});

test('a result that is one byte larger with its JSON escapes is a 502', async (t) => {
  const url = await serve(t, () => resultOf(RESULT_LIMIT_BYTES + 1));
  await assertGatewayError(await fetch(url), 502, 'internal_error');
});

const circular: Record<string, unknown> = { statusCode: 200 };
circular.self = circular;
for (const [label, result] of [
  ['nothing', undefined],
  ['null', null],
  ['text', '{"statusCode":200}'],
  ['a list', []],
  ['an object without a status', { body: 'x' }],
  ['a status that is not a number', { statusCode: 'OK' }],
  ['a status of 99', { statusCode: 99 }],
  ['a status of 600', { statusCode: 600 }],
  ['a body that is an object', { statusCode: 200, body: { status: 'success' } }],
  ['a header that is an object', { statusCode: 200, headers: { Allow: ['GET'] } }],
  ['an unknown property', { statusCode: 200, cached: true }],
  ['a value that JSON cannot hold', circular],
] as const) {
  test(`a function that returns ${label} results in a 502`, async (t) => {
    const response = await fetch(await serve(t, () => result));
    await assertGatewayError(response, 502, 'internal_error');
  });
}

test('a function that throws results in a 502, with the error on standard error', async (t) => {
  const { mock } = t.mock.method(process.stderr, 'write', () => true);
  const url = await serve(t, () => assert.fail('as planned'));
  await assertGatewayError(await fetch(url), 502, 'internal_error');
  assert.match(
    String(mock.calls[0]?.arguments[0]),
    /^the function failed: Function\.Unhandled: .*as planned/,
  );
});

test('a function that runs into its timeout results in a 502; until then its context has the remaining time', async (t) => {
  const clock = createFakeClock();
  const started = Promise.withResolvers<Context>();
  const url = await serve(
    t,
    (_, context) => {
      started.resolve(context);
      return new Promise(() => {});
    },
    clock,
  );
  const response = fetch(url);
  const context = await started.promise;
  assert.equal(context.getRemainingTimeInMillis(), TIMEOUTS.functionMs);
  await clock.advance(TIMEOUTS.functionMs - 1);
  assert.equal(context.getRemainingTimeInMillis(), 1);
  await clock.advance(1);
  await assertGatewayError(await response, 502, 'internal_error');
  assert.equal(clock.pendingTimers, 0);
});

for (const [label, bytes] of [
  ['of more than 10 MB', 10 * MEGABYTE + 1],
  ['of 40 MB, after it was read to its end,', 40 * MEGABYTE],
  ['that leaves no room for the headers in a Lambda event', EVENT_LIMIT_BYTES],
] as const) {
  test(`a body ${label} is refused with 413`, async (t) => {
    const url = await serve(t, () => assert.fail('the function is invoked'));
    const response = await fetch(new URL('/dataaction/queues', url), {
      method: 'POST',
      body: 'x'.repeat(bytes),
    });
    await assertTooLarge(response);
  });
}

test('a body that exceeds the event limit only through JSON escapes is refused', async (t) => {
  const url = await serve(t, ({ body }) => ({ statusCode: 200, body: String(body?.length) }));
  const send = (body: string) => fetch(new URL('/dataaction/queues', url), { method: 'POST', body });
  assert.equal(await (await send('x'.repeat(4 * MEGABYTE))).text(), String(4 * MEGABYTE));
  await assertTooLarge(await send('"'.repeat(4 * MEGABYTE)));
});

test('an event has the last value and all values of each header and query parameter, or null without any', async (t) => {
  const events: APIGatewayProxyEvent[] = [];
  const url = await serve(t, (event) => {
    events.push(event);
    return { statusCode: 204 };
  });
  await fetch(new URL('/dataaction/queues?a=1&a=2', url), {
    method: 'POST',
    headers: { 'X-Trace': 'one', 'X-API-Key': 'key' },
  });
  await fetch(url);
  const [first, second] = events;
  assert.partialDeepStrictEqual(first, {
    resource: '/dataaction/{action}',
    path: '/dataaction/queues',
    pathParameters: { action: 'queues' },
    queryStringParameters: { a: '2' },
    multiValueQueryStringParameters: { a: ['1', '2'] },
    body: null,
    isBase64Encoded: false,
  });
  assert.equal(first?.requestContext.identity.apiKey, 'key');
  assert.equal(second?.requestContext.identity.apiKey, null);
  assert.equal(first?.headers['X-Trace'], 'one');
  assert.deepEqual(first?.multiValueHeaders['X-Trace'], ['one']);
  assert.partialDeepStrictEqual(second, {
    resource: '/health',
    pathParameters: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
  });
});

test('the response has both single-value and multi-value headers of the result', async (t) => {
  const url = await serve(t, () => ({
    statusCode: '201',
    headers: { Age: 3, 'X-Stale': false },
    multiValueHeaders: { 'X-Step': ['a', 'b'] },
    body: null,
  }));
  const response = await fetch(url);
  assert.equal(response.status, 201);
  assert.deepEqual(
    ['age', 'x-stale', 'x-step'].map((name) => response.headers.get(name)),
    ['3', 'false', 'a, b'],
  );
});

test('the response has some headers of the function under another name, and others not at all', async (t) => {
  const headers = { 'WWW-Authenticate': 'Basic', Server: 'function', Upgrade: 'h2c', Via: '1.1 function' };
  const response = await fetch(await serve(t, () => ({ statusCode: 401, headers })));
  const names = ['www-authenticate', 'server', 'upgrade', 'via'];
  assert.deepEqual(
    names.flatMap((name) => [response.headers.get(name), response.headers.get(`x-amzn-remapped-${name}`)]),
    [null, 'Basic', null, 'function', null, null, null, null],
  );
});

for (const [method, path] of [
  ['GET', '/'],
  ['GET', '/nowhere'],
  ['POST', '/health'],
  ['GET', '/dataaction/queues'],
  ['POST', '/dataaction'],
  ['POST', '/dataaction/queues/more'],
  ['GET', '/invalidate'],
  ['POST', '/dataactions'],
] as const)
  test(`${method} ${path} is refused with 403 without invoking the function`, async (t) => {
    const url = await serve(t, () => assert.fail('the function is invoked'));
    await assertGatewayError(await fetch(new URL(path, url), { method }), 403, 'unknown_action');
  });

for (const [method, path] of [
  ['POST', '/dataaction/queues'],
  ['POST', '/dataaction/queues/'],
  ['POST', '/dataaction/no-such-action'],
  ['POST', '/invalidate'],
  ['GET', '/dataactions'],
  ['GET', '/health?errors=body'],
] as const)
  test(`${method} ${path} invokes the function`, async (t) => {
    const url = await serve(t, () => ({ statusCode: 204 }));
    assert.equal((await fetch(new URL(path, url), { method })).status, 204);
  });

const JSON_TYPE = 'application/json';
for (const [body, type, isValid] of [
  ['{}', JSON_TYPE, true],
  ['', JSON_TYPE, true],
  ['{"pageSize":0}', 'Application/JSON; charset=utf-8', true],
  ['{', JSON_TYPE, false],
  ['[]', JSON_TYPE, false],
  ['null', JSON_TYPE, false],
  ['"text"', 'application/json;charset=utf-8', false],
  ['{', '', false],
  ['[]', 'text/plain', true],
  ['[]', 'application/vnd.example+json', true],
] as const)
  test(`the body ${body} of type "${type}" ${isValid ? 'reaches the function' : 'is refused with 400'}`, async (t) => {
    const url = await serve(t, () => ({ statusCode: 204 }));
    const sent = new Blob([body], { type });
    const response = await fetch(new URL('/dataaction/queues?errors=body', url), {
      method: 'POST',
      body: sent,
    });
    if (isValid) assert.equal(response.status, 204);
    else await assertGatewayError(response, 400, 'invalid_json');
  });
