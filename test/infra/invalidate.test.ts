import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { OF_QUEUES } from '../support/invalidation.ts';
import { startPageServer } from '../support/page-server.ts';
import { runNode } from '../support/script.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../infra/invalidate.ts');

const invalidate = (args: readonly string[], env: Record<string, string> = {}) =>
  runNode([SCRIPT, ...args], { env });

/** Starts an API that sends this response to every request; `received` lists the requests. */
async function apiFor(t: TestContext, status: number, body: string) {
  const received: { request: IncomingMessage; body: string }[] = [];
  const server = createServer(async (request, response) => {
    received.push({ request, body: await text(request) });
    response.writeHead(status, status === 302 ? { location: 'http://example.com' } : {}).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, received };
}

test('invalidates by action and by entity on a running server, and prints the affected data actions', async (t) => {
  const { url } = await startPageServer(t);
  const cacheStatus = async () => {
    const response = await fetch(`${url}/dataaction/queues`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    return /fwd=[a-z-]+|hit/.exec(response.headers.get('cache-status') ?? '')?.[0];
  };
  assert.deepEqual([await cacheStatus(), await cacheStatus()], ['fwd=uri-miss', 'hit']);
  for (const [args, concerned] of [
    [['--action', 'queues'], 'queues'],
    [['--entity-type', 'Queue', '--entity-id', 'a'], OF_QUEUES.join(', ')],
  ] as const) {
    const { code, stdout, stderr } = await invalidate([...args, '--api-url', url]);
    assert.deepEqual([code, stdout, stderr], [0, `invalidated: ${concerned}\n`, '']);
    assert.deepEqual([await cacheStatus(), await cacheStatus()], ['fwd=stale', 'hit']);
  }
});

test('sends the API key from the environment and only the given properties; without a key it sends no x-api-key', async (t) => {
  const { url, received } = await apiFor(t, 200, '{"status":"success","invalidated":["queues"]}');
  await invalidate(['--action', 'queues', '--api-url', `${url}/`], { INVALIDATION_API_KEY: 'secret-key' });
  await invalidate(['--action', 'queues', '--api-url', url]);
  assert.deepEqual(
    received.map(({ request, body }) => [request.method, request.url, request.headers['x-api-key'], body]),
    [
      ['POST', '/v1/invalidate', 'secret-key', '{"action":"queues"}'],
      ['POST', '/v1/invalidate', undefined, '{"action":"queues"}'],
    ],
  );
});

for (const [label, status, body, reason] of [
  ['an error response', 403, '{"status":"error","message":"another key"}', 'another key'],
  ['a response that is not JSON', 502, '<html>', 'unexpected response with status 502'],
  ['an unexpected response', 200, '{"ok":true}', 'unexpected response with status 200'],
] as const) {
  test(`reports ${label} in one line, without the API key`, async (t) => {
    const { url } = await apiFor(t, status, body);
    const env = { INVALIDATION_API_KEY: 'secret-key' };
    const { code, stdout, stderr } = await invalidate(['--action', 'queues', '--api-url', url], env);
    assert.deepEqual([code, stdout, stderr], [1, '', `${url} did not confirm the invalidation: ${reason}\n`]);
  });
}

test('an API key that is not valid in a header is rejected and not printed', async () => {
  for (const key of ['se\ncret', 'se cret', 'sécret']) {
    const env = { INVALIDATION_API_KEY: key };
    const { code, stderr } = await invalidate(['--action', 'queues', '--api-url', 'http://127.0.0.1:1'], env);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      'INVALIDATION_API_KEY is not a valid API key, expected printable ASCII characters without spaces\n',
    );
  }
});

test('does not follow a redirect', async (t) => {
  const { url } = await apiFor(t, 302, '');
  const { code, stderr } = await invalidate(['--action', 'queues', '--api-url', url]);
  assert.equal(code, 1);
  assert.match(stderr, /cannot be reached: .*redirect/);
});

for (const [args, problem] of [
  [[], /^expected --action, or --entity-type with --entity-id; --help shows the options\n$/],
  [['--acton', 'queues'], /^Unknown option '--acton'; --help shows the options\n$/],
  [['--action', 'queues', '--api-url', 'ftp://x'], /^--api-url is "ftp:\/\/x", expected an https URL/],
  [
    ['--action', 'queues', '--api-url', 'http://127.0.0.1:1'],
    /^http:\/\/127.0.0.1:1 cannot be reached: .+\n$/,
  ],
] as const) {
  test(`the arguments "${args.join(' ')}" are rejected in one line`, async () => {
    const { code, stdout, stderr } = await invalidate(args);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, problem);
  });
}

test('--help prints the usage', async () => {
  const { code, stdout } = await invalidate(['--help']);
  assert.equal(code, 0);
  assert.match(stdout, /^usage: npm run invalidate -- --action NAME/m);
});
