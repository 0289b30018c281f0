import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { askQueues, followRequests, turnFaults } from '../../../support/local-page.ts';
import { startLocalServer } from '../../../support/local-server.ts';
import { startRedisServer } from '../../../support/redis-server.ts';

/** The part of the state that depends on declarations. */
const Declared = v.object({
  actions: v.array(v.object({ name: v.string(), inputs: v.array(v.unknown()) })),
});

test('serves a page that may load its own files only, and those files', async (t) => {
  const { url } = await startLocalServer(t);
  const response = await fetch(url);
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(
    response.headers.get('content-security-policy') ?? '',
    /^default-src 'none'; script-src 'self';/,
  );
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');

  const references = [...(await response.text()).matchAll(/(?:href|src)="([^"#]+)"/g)].map(
    ([, path]) => path,
  );
  assert.ok(references.length >= 3);
  for (const path of references) {
    assert.match(`${path}`, /^\/local\//);
    assert.equal((await fetch(`${url}${path}`)).status, 200, path);
  }
});

test('what the page does not have is 404, and a wrong method 405 with the right one', async (t) => {
  const { url } = await startLocalServer(t);
  assert.equal((await fetch(`${url}/local/nowhere`)).status, 404);
  assert.equal((await fetch(`${url}/local/routes.ts`)).status, 404);
  for (const [path, method, allowed] of [
    ['/', 'POST', 'GET'],
    ['/local/state', 'DELETE', 'GET'],
    ['/local/faults', 'GET', 'POST'],
  ] as const) {
    const { status, headers } = await fetch(`${url}${path}`, { method });
    assert.deepEqual([status, headers.get('allow')], [405, allowed]);
  }
});

test('says what it runs on, each action with its inputs, and what can be broken', async (t) => {
  const { url } = await startLocalServer(t, { CACHE_TTL_SECONDS: '7' });
  const state = await (await fetch(`${url}/local/state`)).json();
  assert.partialDeepStrictEqual(state, {
    runsOn: { node: process.version, cache: 'in this process (set REDIS_URL for Redis)' },
    lifetimes: { freshSeconds: 7, staleSeconds: 3600 },
    faults: {
      genesys: { active: null, lockedBecause: null },
      redis: { active: null, lockedBecause: 'The cache is in this process; set REDIS_URL to break it.' },
    },
  });
  const { actions } = v.parse(Declared, state);
  assert.equal(actions[0]?.name, 'queues');
  assert.deepEqual(actions[0]?.inputs[3], {
    name: 'pageSize',
    type: 'integer',
    description: 'How many queues to give at most, 1 to 500. Default: 25.',
    example: 2,
  });
  assert.deepEqual(await (await fetch(`${url}/local/state`)).json(), state);
});

test('tells the last 60 requests, then each one as it comes, and no health check', async (t) => {
  const { url } = await startLocalServer(t);
  for (let pageNumber = 1; pageNumber <= 61; pageNumber++)
    await askQueues(url, { pageNumber: pageNumber % 30 });
  await fetch(`${url}/health`);

  const events = await followRequests(t, url);
  const kept = await events.next();
  assert.equal(kept.name, 'kept');
  assert.ok(Array.isArray(kept.data) && kept.data.length === 60);
  assert.partialDeepStrictEqual(kept.data[0], { action: 'queues', outcome: 'miss', code: null });
  assert.partialDeepStrictEqual(kept.data[59], { outcome: 'hit', statusCode: 200, ageSeconds: 0 });

  await askQueues(url, { pageSize: 0 });
  const { name, data } = await events.next();
  assert.equal(name, 'message');
  assert.partialDeepStrictEqual(data, { outcome: 'error', statusCode: 400, code: 'invalid_input' });
});

test('lets 16 pages follow, and another one when one of them has gone', { timeout: 20_000 }, async (t) => {
  const { url } = await startLocalServer(t);
  const leaving = new AbortController();
  t.after(() => leaving.abort());
  const follow = () => fetch(`${url}/local/requests`, { signal: leaving.signal });
  // Held, as fetch lets go of an answer that nobody holds.
  const followers = await Promise.all(Array.from({ length: 16 }, follow));
  assert.equal((await follow()).status, 503);
  await followers[0]?.body?.cancel();
  while ((await follow()).status !== 200);
  assert.deepEqual(
    followers.map(({ status }) => status),
    Array(16).fill(200),
  );
});

test('still logs every request on standard output', async (t) => {
  const server = await startLocalServer(t);
  await askQueues(server.url);
  assert.match(server.output(), /^\{"level":"INFO","message":"request",.*"outcome":"miss"/m);
});

test('a broken Genesys fails requests until it is healed', async (t) => {
  const { url } = await startLocalServer(t);
  const broken = await turnFaults(url, { genesys: '503' });
  assert.partialDeepStrictEqual(await broken.json(), { faults: { genesys: { active: '503' } } });
  assert.partialDeepStrictEqual(await (await askQueues(url)).json(), { code: 'genesys_unavailable' });

  const other = await turnFaults(url, { genesys: '401' });
  assert.partialDeepStrictEqual(await other.json(), { faults: { genesys: { active: '401' } } });
  const refused = await askQueues(url, { pageNumber: 2 });
  assert.partialDeepStrictEqual(await refused.json(), { code: 'genesys_authentication_failed' });

  const healed = await turnFaults(url, { genesys: 'heal' });
  assert.partialDeepStrictEqual(await healed.json(), { faults: { genesys: { active: null } } });
  assert.equal((await askQueues(url, { pageNumber: 3 })).status, 200);
});

for (const fault of ['refuse', 'hang']) {
  test(`a Redis that is broken by "${fault}" is bypassed, and used again once it is healed`, async (t) => {
    await using redis = await startRedisServer();
    const { url } = await startLocalServer(t, { REDIS_URL: redis.url });
    const cacheStatus = async () => (await askQueues(url)).headers.get('cache-status') ?? '';
    await cacheStatus();
    assert.match(await cacheStatus(), /; hit;/);
    await turnFaults(url, { redis: fault });
    assert.match(await cacheStatus(), /; fwd=bypass/);
    await turnFaults(url, { redis: 'heal' });
    // The breaker tries again within 8 s at the most.
    const giveUpMs = performance.now() + 10_000;
    while (!/; hit;/.test(await cacheStatus())) assert.ok(performance.now() < giveUpMs, 'not used again');
  });
}

const locked = [
  { env: {}, redis: /set REDIS_URL/ },
  { env: { REDIS_URL: 'rediss://localhost:1' }, redis: /TLS/ },
  { env: { REDIS_URL: 'redis://localhost:1', REDIS_MODE: 'cluster' }, redis: /cluster/ },
];

for (const { env, redis } of locked) {
  test(`with ${JSON.stringify(env)} Redis cannot be broken, and the reason says why`, async (t) => {
    const { url } = await startLocalServer(t, env);
    const response = await turnFaults(url, { redis: 'refuse' });
    assert.equal(response.status, 409);
    assert.match(await response.text(), redis);
  });
}

test('the real Genesys Cloud cannot be broken', async (t) => {
  const { url } = await startLocalServer(t, {
    GENESYS_CLIENT_ID: 'id',
    GENESYS_CLIENT_SECRET: 'secret',
    GENESYS_REGION: 'mypurecloud.ie',
  });
  const response = await turnFaults(url, { genesys: '503' });
  assert.equal(response.status, 409);
  assert.match(await response.text(), /real Genesys Cloud/);
});

test('wrong buttons turn nothing, also the right ones beside them', async (t) => {
  const { url } = await startLocalServer(t);
  for (const wrong of [{ genesys: 'fire' }, { genesys: 'constructor' }, { database: 'hang' }, 'x', null])
    assert.equal((await turnFaults(url, wrong)).status, 400, JSON.stringify(wrong));
  assert.equal((await turnFaults(url, { genesys: '503', redis: 'fire' })).status, 400);
  assert.equal((await turnFaults(url, { genesys: '503', redis: 'hang' })).status, 409);
  assert.equal((await turnFaults(url, { genesys: 'x'.repeat(1100) })).status, 413);
  assert.equal((await turnFaults(url, { genesys: '503' }, { 'content-type': 'text/plain' })).status, 415);
  assert.partialDeepStrictEqual(await (await fetch(`${url}/local/state`)).json(), {
    faults: { genesys: { active: null } },
  });
});

test('other web pages press no button and see nothing', async (t) => {
  const { url } = await startLocalServer(t);
  const origin = 'https://evil.example';
  assert.equal((await turnFaults(url, { genesys: '503' }, { origin })).status, 403);
  for (const path of ['/local/state', '/local/requests'])
    assert.equal((await fetch(`${url}${path}`, { headers: { origin } })).status, 403);
  assert.equal((await askQueues(url)).status, 200);
});

test('SIGTERM ends it also while a page follows and Redis hangs', async (t) => {
  await using redis = await startRedisServer();
  const server = await startLocalServer(t, { REDIS_URL: redis.url });
  const events = await followRequests(t, server.url);
  await turnFaults(server.url, { redis: 'hang' });
  await askQueues(server.url);
  assert.equal((await events.next()).name, 'kept');
  assert.partialDeepStrictEqual((await events.next()).data, { outcome: 'bypass' });
  assert.equal(await server.stop('SIGTERM'), 0);
  await assert.rejects(events.next());
});
