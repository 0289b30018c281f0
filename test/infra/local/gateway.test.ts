import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type TestContext, test } from 'node:test';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { createGateway } from '../../../infra/local/gateway.ts';
import { EVENT_LIMIT_BYTES, RESULT_LIMIT_BYTES } from '../../../infra/local/lambda-invocation.ts';
import { TIMEOUTS } from '../../../infra/timeouts.ts';
import type { Clock } from '../../../lambda/clock.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const MEGABYTE = 1024 * 1024;

/** A gateway in front of a function, on a port of its own; gives its URL. */
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
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

async function assertMessage(response: Response, status: number, message: string): Promise<void> {
  assert.deepEqual([response.status, await response.json()], [status, { message }]);
}

/** A result whose JSON has exactly this many bytes; each quote in its body takes two. */
function resultOf(bytes: number): { statusCode: number; body: string } {
  const rest = bytes - JSON.stringify({ statusCode: 200, body: '' }).length;
  return { statusCode: 200, body: '"'.repeat(Math.floor(rest / 2)) + 'x'.repeat(rest % 2) };
}

test('a result as large as Lambda delivers becomes the response', async (t) => {
  const result = resultOf(RESULT_LIMIT_BYTES);
  const response = await fetch(await serve(t, () => result));
  assert.deepEqual([response.status, await response.text()], [200, result.body]);
});

test('a result one byte larger, half of which is escaping, is a failure', async (t) => {
  const url = await serve(t, () => resultOf(RESULT_LIMIT_BYTES + 1));
  await assertMessage(await fetch(url), 502, 'Internal server error');
});

const circular: Record<string, unknown> = { statusCode: 200 };
circular.self = circular;
for (const [what, result] of [
  ['nothing', undefined],
  ['null', null],
  ['text', '{"statusCode":200}'],
  ['a list', []],
  ['no status', { body: 'x' }],
  ['a status that is no number', { statusCode: 'OK' }],
  ['a status of 99', { statusCode: 99 }],
  ['a status of 600', { statusCode: 600 }],
  ['a body that is an object', { statusCode: 200, body: { status: 'success' } }],
  ['a header that is an object', { statusCode: 200, headers: { Allow: ['GET'] } }],
  ['a member of its own', { statusCode: 200, cached: true }],
  ['what is no JSON', circular],
] as const) {
  test(`a function that returns ${what} has failed`, async (t) => {
    const response = await fetch(await serve(t, () => result));
    await assertMessage(response, 502, 'Internal server error');
  });
}

test('a function that throws has failed, and its reason is on standard error', async (t) => {
  const { mock } = t.mock.method(process.stderr, 'write', () => true);
  const url = await serve(t, () => assert.fail('as planned'));
  await assertMessage(await fetch(url), 502, 'Internal server error');
  assert.match(
    String(mock.calls[0]?.arguments[0]),
    /^the function failed: Function\.Unhandled: .*as planned/,
  );
});

test('a function that takes longer than it may has failed, and sees its time run out', async (t) => {
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
  await assertMessage(await response, 502, 'Internal server error');
  assert.equal(clock.pendingTimers, 0);
});

for (const [what, bytes] of [
  ['over 10 MB, by API Gateway', 10 * MEGABYTE + 1],
  ['far over 10 MB, read to its end', 40 * MEGABYTE],
  ['that leaves no room in an event for its head, by Lambda', EVENT_LIMIT_BYTES],
] as const) {
  test(`a body is refused ${what}`, async (t) => {
    const url = await serve(t, () => assert.fail('the function is invoked'));
    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(bytes) });
    await assertMessage(response, 413, 'Request Too Long');
  });
}

test('a body that escaping makes larger than an event is refused; without escaping it is not', async (t) => {
  const url = await serve(t, ({ body }) => ({ statusCode: 200, body: String(body?.length) }));
  const send = (body: string) => fetch(url, { method: 'POST', body });
  assert.equal(await (await send('x'.repeat(4 * MEGABYTE))).text(), String(4 * MEGABYTE));
  await assertMessage(await send('"'.repeat(4 * MEGABYTE)), 413, 'Request Too Long');
});

test('an event has the last value of each header and parameter, and all of them; nulls where there are none', async (t) => {
  const events: APIGatewayProxyEvent[] = [];
  const url = await serve(t, (event) => {
    events.push(event);
    return { statusCode: 204 };
  });
  await fetch(`${url}/dataaction/queues?a=1&a=2`, {
    method: 'POST',
    headers: { 'X-Trace': 'one', 'X-API-Key': 'key' },
  });
  await fetch(`${url}/health`);
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

test('headers of one value and of several become headers of the response', async (t) => {
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
