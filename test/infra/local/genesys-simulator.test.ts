import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import platformClient from 'purecloud-platform-client-v2';
import { type GenesysSimulator, startGenesysSimulator } from '../../../infra/local/genesys-simulator.ts';
import { sampleQueues } from '../../../infra/local/simulator/queues.ts';
import { basic, get, getOften, logIn, QUEUES, requestToken, simulatorFor } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function assertRefusal(response: Response, status: number, code: string): Promise<string> {
  const contextId = response.headers.get('inin-correlation-id');
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.match(contextId ?? '', uuid);
  const { message, messageParams, ...rest } = JSON.parse(text);
  assert.deepEqual(rest, { code, status, contextId, details: [], errors: [], ...limitOf(rest) });
  assert.equal(typeof messageParams, 'object');
  return message;
}
const limitOf = ({ limit }: { limit?: unknown }) => (limit === undefined ? {} : { limit });

test('each login returns a new bearer token with its lifetime', async (t) => {
  const simulator = await simulatorFor(t, { tokenLifetimeSeconds: 300 });
  const response = await requestToken(simulator);
  assert.equal(response.status, 200);
  assert.partialDeepStrictEqual(await response.json(), { token_type: 'bearer', expires_in: 300 });
  assert.notEqual(await logIn(simulator), await logIn(simulator));
  assert.deepEqual(simulator.calls, { logins: 3, api: 0 });
});

const form = (fields: Record<string, string>) => new URLSearchParams(fields);
const grant = { grant_type: 'client_credentials' };
const refusedLogins: [label: string, init: RequestInit, status: number, error: string][] = [
  ['a wrong secret', { headers: { authorization: basic('local-client', 'x') } }, 401, 'invalid_client'],
  ['a wrong client', { headers: { authorization: basic('x', 'local-secret') } }, 401, 'invalid_client'],
  ['no credentials', { headers: {} }, 401, 'invalid_client'],
  ['Basic that is not base64', { headers: { authorization: 'Basic %%%' } }, 401, 'invalid_client'],
  ['another grant', { body: form({ grant_type: 'password' }) }, 400, 'unsupported_grant_type'],
  ['no grant', { body: form({}) }, 400, 'unsupported_grant_type'],
  ['a body that is not a form', { body: 'grant_type=client_credentials' }, 400, 'invalid_request'],
  ['a huge body', { body: form({ ...grant, padding: 'x'.repeat(9_000) }) }, 413, 'invalid_request'],
  ['a GET', { method: 'GET', body: null }, 405, 'invalid_request'],
];
for (const [label, init, status, error] of refusedLogins) {
  test(`a login with ${label} is refused with ${status} ${error}`, async (t) => {
    const response = await requestToken(await simulatorFor(t), init);
    assert.equal(response.status, status);
    assert.partialDeepStrictEqual(await response.json(), { error });
    assert.match(response.headers.get('inin-correlation-id') ?? '', uuid);
  });
}

test('after the secret is rotated, logins with the old one are refused and existing tokens still work', async (t) => {
  const simulator = await simulatorFor(t);
  const old = { headers: { authorization: basic('local-client', 'local-secret') } };
  const token = await logIn(simulator);
  simulator.credentials = { clientId: 'local-client', clientSecret: 'rotated' };
  assert.equal((await requestToken(simulator, old)).status, 401);
  assert.equal((await requestToken(simulator)).status, 200);
  assert.equal((await get(simulator, QUEUES, token)).status, 200);
});

test('a token works until just before the end of its lifetime', async (t) => {
  let now = 1_000_000;
  const simulator = await simulatorFor(t, { tokenLifetimeSeconds: 300, nowMs: () => now });
  const token = await logIn(simulator);
  now += 299_999;
  assert.equal((await get(simulator, QUEUES, token)).status, 200);
  now += 1;
  await assertRefusal(await get(simulator, QUEUES, token), 401, 'bad.credentials');
});

test('revoked tokens are refused until a new login', async (t) => {
  const simulator = await simulatorFor(t);
  const token = await logIn(simulator);
  simulator.revokeTokens();
  await assertRefusal(await get(simulator, QUEUES, token), 401, 'bad.credentials');
  assert.equal((await get(simulator, QUEUES, await logIn(simulator))).status, 200);
});

test('a call without a token or with an unknown token is refused', async (t) => {
  const simulator = await simulatorFor(t);
  await assertRefusal(await get(simulator, QUEUES), 401, 'authentication.required');
  await assertRefusal(await get(simulator, QUEUES, 'invented'), 401, 'bad.credentials');
});

test('a call without its permission is refused with the name of the permission, until it is granted', async (t) => {
  const simulator = await simulatorFor(t, { permissions: [] });
  const token = await logIn(simulator);
  const message = await assertRefusal(await get(simulator, QUEUES, token), 403, 'missing.permissions');
  assert.match(message, /missing the following permission\(s\): routing:queue:view$/);
  simulator.permissions = ['routing:queue:view'];
  assert.equal((await get(simulator, QUEUES, token)).status, 200);
});

test('a token that has used its calls gets 429 until its minute is over', async (t) => {
  let now = 5_000;
  const simulator = await simulatorFor(t, { callsPerMinutePerToken: 2, nowMs: () => now });
  const [token, other] = [await logIn(simulator), await logIn(simulator)];
  assert.equal((await get(simulator, QUEUES, token)).headers.get('inin-ratelimit-count'), '1');
  assert.equal((await get(simulator, QUEUES, token)).status, 200);
  now += 20_500;
  const limited = await get(simulator, QUEUES, token);
  assert.equal(limited.headers.get('retry-after'), '40');
  assert.equal(limited.headers.get('inin-ratelimit-allowed'), '2');
  assert.equal(limited.headers.get('inin-ratelimit-reset'), '40');
  assert.partialDeepStrictEqual(await limited.clone().json(), {
    limit: { namespace: 'platform.api', key: 'client.credentials.token.rate.per.minute', value: 2 },
  });
  const message = await assertRefusal(limited, 429, 'too.many.requests');
  assert.match(message, /Retry the request in \[40\] seconds$/);
  assert.equal((await get(simulator, QUEUES, other)).status, 200);
  now += 39_499;
  assert.equal((await get(simulator, QUEUES, token)).status, 429);
  now += 1;
  assert.equal((await get(simulator, QUEUES, token)).status, 200);
});

test('the default limit is 300 calls a minute', async (t) => {
  const simulator = await simulatorFor(t, { nowMs: () => 0 });
  const token = await logIn(simulator);
  const responses = await getOften(simulator, `${QUEUES}?pageSize=1`, { token, times: 301 });
  assert.equal(responses.match(/HTTP\/1\.1 200 /g)?.length, 300);
  assert.equal(responses.match(/HTTP\/1\.1 429 /g)?.length, 1);
});

test('a queue is found by id, and an unknown id is not found', async (t) => {
  const simulator = await simulatorFor(t);
  const token = await logIn(simulator);
  const [queue] = sampleQueues();
  const found = await get(simulator, `${QUEUES}/${queue?.id}`, token);
  assert.match(found.headers.get('content-type') ?? '', /^application\/json/);
  assert.deepEqual(await found.json(), queue);
  await assertRefusal(await get(simulator, `${QUEUES}/nobody`, token), 404, 'not.found');
});

for (const [method, path, status, code] of [
  ['GET', '/', 404, 'not.found'],
  ['GET', '/api/v2/nothing', 404, 'not.found'],
  ['GET', `${QUEUES}/a/b`, 404, 'not.found'],
  ['GET', `${QUEUES}/`, 404, 'not.found'],
  ['GET', `${QUEUES}/%E0%A4%A`, 404, 'not.found'],
  ['GET', '//', 404, 'not.found'],
  ['GET', `${QUEUES}?pageSize=501`, 400, 'bad.request'],
  ['POST', QUEUES, 405, 'method.not.allowed'],
  ['PUT', QUEUES, 405, 'method.not.allowed'],
  ['DELETE', `${QUEUES}/some-id`, 405, 'method.not.allowed'],
] as const) {
  test(`${method} ${path} is refused with ${status} ${code}`, async (t) => {
    const simulator = await simulatorFor(t);
    const response = await get(simulator, path, await logIn(simulator), {
      method,
      headers: { authorization: `Bearer ${await logIn(simulator)}` },
    });
    await assertRefusal(response, status, code);
  });
}

test('the last 1,000 requests are recorded unchanged', async (t) => {
  const simulator = await simulatorFor(t, { nowMs: () => 42 });
  await get(simulator, `${QUEUES}?id=a&id=b`, undefined, { headers: { 'X-Trace': 'one' } });
  const [request] = simulator.requests;
  assert.partialDeepStrictEqual(request, { method: 'GET', path: QUEUES, timeMs: 42 });
  assert.deepEqual(request?.query.getAll('id'), ['a', 'b']);
  assert.equal(request?.headers['x-trace'], 'one');
  await getOften(simulator, '/later', { token: '', times: 1_000 });
  assert.equal(simulator.requests.length, 1_000);
  assert.equal(simulator.requests[0]?.path, '/later');
  assert.deepEqual(simulator.calls, { logins: 0, api: 1_001 });
});

test('the connection of a caller that gives up on a late response is closed', async (t) => {
  const simulator = await simulatorFor(t, { latencyMs: 3_600_000 });
  const caller = connect(Number(new URL(simulator.url).port), '127.0.0.1');
  caller.write(`GET ${QUEUES} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await until(() => simulator.calls.api === 1);
  assert.deepEqual([simulator.openSockets, simulator.pendingRequests], [1, 1]);
  caller.destroy();
  await until(() => simulator.openSockets === 0 && simulator.pendingRequests === 0);
  simulator.latencyMs = 0;
  assert.equal((await get(simulator, QUEUES, 'any')).status, 401);
});

test('close ends every connection and frees the port, and can be called twice', async () => {
  const simulator = await startGenesysSimulator({ latencyMs: 3_600_000 });
  const response = get(simulator, QUEUES);
  response.catch(() => {});
  await until(() => simulator.calls.api === 1);
  await simulator.close();
  await simulator.close();
  await assert.rejects(response);
  assert.equal(simulator.openSockets, 0);
  await until(() => simulator.pendingRequests === 0);
  const next = await startGenesysSimulator({ port: Number(new URL(simulator.url).port) });
  assert.equal(next.url, simulator.url);
  await next.close();
});

test('a port that is in use is an error', async (t) => {
  const { url } = await simulatorFor(t);
  await assert.rejects(startGenesysSimulator({ port: Number(new URL(url).port) }), { code: 'EADDRINUSE' });
});

function sdkClientOf(simulator: GenesysSimulator) {
  const client = new platformClient.ApiClientClass();
  client.config.live_reload_config = false;
  client.setGateway({ host: '127.0.0.1', protocol: 'http', port: Number(new URL(simulator.url).port) });
  return { client, routing: new platformClient.RoutingApi(client) };
}

test('the official SDK logs in and lists queues, also with an array of ids', async (t) => {
  const simulator = await simulatorFor(t);
  const { client, routing } = sdkClientOf(simulator);
  await client.loginClientCredentialsGrant('local-client', 'local-secret');
  const page = await routing.getRoutingQueues({ pageSize: 2, pageNumber: 2, name: '*billing*' });
  assert.partialDeepStrictEqual(page, { total: 6, pageCount: 3, pageNumber: 2 });
  assert.deepEqual(
    page.entities?.map(({ name }) => name),
    ['Billing - German', 'Billing - Japanese'],
  );

  const wanted = sampleQueues()
    .slice(0, 3)
    .map(({ id = '' }) => id);
  const chosen = await routing.getRoutingQueues({ id: wanted });
  assert.deepEqual(new Set(chosen.entities?.map(({ id }) => id)), new Set(wanted));
  assert.equal(simulator.requests.at(-1)?.query.get('id'), wanted.join(','));
  assert.equal((await routing.getRoutingQueue(wanted[0] ?? '')).id, wanted[0]);
});

test('the official SDK gets the documented errors', async (t) => {
  const simulator = await simulatorFor(t);
  const { client, routing } = sdkClientOf(simulator);
  await assert.rejects(client.loginClientCredentialsGrant('local-client', 'wrong'));
  await client.loginClientCredentialsGrant('local-client', 'local-secret');
  await assert.rejects(routing.postRoutingQueues({ name: 'created by mistake' }), { status: 405 });
  simulator.revokeTokens();
  await assert.rejects(routing.getRoutingQueues(), { status: 401, code: 'bad.credentials' });
});
