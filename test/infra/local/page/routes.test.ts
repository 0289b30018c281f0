import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { dataActions } from '../../../../lambda/actions/catalog.ts';
import { followRequests, postFaults, postQueues } from '../../../support/local-page.ts';
import { startPageServer } from '../../../support/page-server.ts';

/** The part of the state that depends on declarations. */
const Declared = v.object({
  actions: v.array(
    v.object({
      name: v.string(),
      group: v.string(),
      summary: v.string(),
      permission: v.nullable(v.string()),
      inputs: v.array(v.unknown()),
    }),
  ),
});

/** Paths in HTML attributes, or of imports in a script. */
const REFERENCES = [/(?:href|src)="([^"#]+)"/g, /from '\.(\/[^']+)'/g];
const CONTENT_TYPES = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

test('serves a page that may load only its own files, and those files', async (t) => {
  const { url } = await startPageServer(t);
  const response = await fetch(url);
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(
    response.headers.get('content-security-policy') ?? '',
    /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri/,
  );
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');

  const loaded = new Map([['/', await response.text()]]);
  for (const [, text] of loaded)
    for (const reference of REFERENCES.flatMap((pattern) => [...text.matchAll(pattern)])) {
      const path = `${reference[1]}`.replace(/^\/(?!local\/)/, '/local/');
      assert.match(path, /^\/local\/[a-z-]+\.(js|css|svg)$/);
      if (loaded.has(path)) continue;
      const { status, headers, ...body } = await read(`${url}${path}`);
      const [, type] = Object.entries(CONTENT_TYPES).find(([ending]) => path.endsWith(ending)) ?? [];
      assert.deepEqual([status, headers.get('content-type')], [200, type], path);
      loaded.set(path, body.text);
    }
  assert.ok([...loaded.keys()].filter((path) => path.endsWith('.js')).length >= 2);
});

async function read(url: string): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(url);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

test('an unknown path is 404, and an unsupported method is 405 with the allowed method', async (t) => {
  const { url } = await startPageServer(t);
  for (const path of ['nowhere', 'routes.ts', '%2e%2e%2froutes.ts', 'static/page.js'])
    assert.equal((await fetch(`${url}/local/${path}`)).status, 404, path);
  // fetch() resolves the dots, so this is a path of the API.
  assert.equal((await fetch(`${url}/local/../routes.ts`)).status, 403);
  for (const [path, method, allowed] of [
    ['/', 'POST', 'GET'],
    ['/local/state', 'DELETE', 'GET'],
    ['/local/faults', 'GET', 'POST'],
  ] as const) {
    const { status, headers } = await fetch(`${url}${path}`, { method });
    assert.deepEqual([status, headers.get('allow')], [405, allowed]);
  }
});

test('the state has the environment, each data action with its inputs, and the faults', async (t) => {
  const { url } = await startPageServer(t, { CACHE_TTL_SECONDS: '7' });
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
  const [queues] = actions;
  assert.partialDeepStrictEqual(queues, { name: 'queues', permission: 'routing:queue:view' });
  assert.deepEqual(queues?.inputs[3], {
    name: 'pageSize',
    type: 'integer',
    isRequired: false,
    description: `${dataActions.get('queues')?.contract.inputs.pageSize?.description} Default: 25.`,
    example: 2,
  });
  const userStatus = actions.find(({ name }) => name === 'user-status');
  assert.equal(userStatus?.permission, null);
  assert.partialDeepStrictEqual(userStatus?.inputs[0], { name: 'userId', isRequired: true });
  assert.deepEqual(await (await fetch(`${url}/local/state`)).json(), state);
});

for (const [env, isOn] of [
  [{}, true],
  [{ EXTERNAL_CONTACTS: 'false' }, false],
] as const)
  test(`with ${JSON.stringify(env)} and simulated contacts, external-contact is ${isOn ? 'on' : 'off'}`, async (t) => {
    const { url } = await startPageServer(t, env);
    const { actions } = v.parse(Declared, await (await fetch(`${url}/local/state`)).json());
    assert.equal(
      actions.some(({ name }) => name === 'external-contact'),
      isOn,
    );
  });

test('sends the last 60 requests, then each new request, but no health checks', async (t) => {
  const { url } = await startPageServer(t);
  for (let pageNumber = 1; pageNumber <= 61; pageNumber++)
    await postQueues(url, { pageNumber: pageNumber % 30 });
  await fetch(`${url}/health`);

  const events = await followRequests(t, url);
  const recent = await events.next();
  assert.equal(recent.name, 'recent');
  assert.ok(Array.isArray(recent.data) && recent.data.length === 60);
  assert.partialDeepStrictEqual(recent.data[0], { action: 'queues', outcome: 'miss', code: null });
  assert.partialDeepStrictEqual(recent.data[59], { outcome: 'hit', statusCode: 200, ageSeconds: 0 });

  await postQueues(url, { pageSize: 0 });
  const { name, data } = await events.next();
  assert.equal(name, 'message');
  assert.partialDeepStrictEqual(data, { outcome: 'error', statusCode: 400, code: 'invalid_input' });
});

test('16 pages can follow the requests, and another one once one of them has disconnected', {
  timeout: 120_000,
}, async (t) => {
  const { url } = await startPageServer(t);
  const controller = new AbortController();
  t.after(() => controller.abort());
  const follow = () => fetch(`${url}/local/requests`, { signal: controller.signal });
  // The responses stay referenced: fetch closes the connection of a response that is garbage-collected.
  const followers = await Promise.all(Array.from({ length: 16 }, follow));
  assert.equal((await follow()).status, 503);
  await followers[0]?.body?.cancel();
  while ((await follow()).status !== 200);
  assert.deepEqual(
    followers.map(({ status }) => status),
    Array(16).fill(200),
  );
});

test('other sites can neither set a fault nor read the state or the requests', async (t) => {
  const { url } = await startPageServer(t);
  const origin = 'https://evil.example';
  assert.equal((await postFaults(url, { genesys: '503' }, { origin })).status, 403);
  for (const path of ['/local/state', '/local/requests'])
    assert.equal((await fetch(`${url}${path}`, { headers: { origin } })).status, 403);
  assert.equal((await postQueues(url)).status, 200);
});
