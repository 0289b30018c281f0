import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { findFreePort } from '../support/free-port.ts';
import { startLocalServer } from '../support/local-server.ts';
import { startPageServer } from '../support/page-server.ts';
import { type Outcome, runNode } from '../support/script.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../infra/smoke.ts');

const smoke = (args: readonly string[], env: Record<string, string> = {}) =>
  runNode([SCRIPT, ...args], { env });

/** What the lines of the checks begin with: outcome and name. */
const checksOf = ({ stdout }: Outcome) =>
  [...stdout.matchAll(/^(ok|failed|skipped) +([A-Za-z ]+?) {2}/gm)].map(
    ([, outcome, name]) => `${outcome} ${name}`,
  );

const NAMES = [
  'health',
  'miss',
  'hit',
  'wrong API key',
  'invalidation',
  'invalidated entry',
  'error in the body',
];

async function serve(
  t: TestContext,
  respond: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(respond).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('passes on npm start, also when it runs again; only the API key cannot be checked', async (t) => {
  const { url } = await startLocalServer(t);
  for (let run = 1; run <= 2; run++) {
    const outcome = await smoke(['--api-url', url]);
    assert.deepEqual([outcome.code, outcome.stderr], [0, '']);
    const expected = NAMES.map((name) => `${name === 'wrong API key' ? 'skipped' : 'ok'} ${name}`);
    assert.deepEqual(checksOf(outcome), expected);
    assert.match(
      outcome.stdout,
      /hit +200, status success, source cache, GenesysDataActionCache; hit; ttl=\d+/,
    );
  }
});

test('each wrong response fails its check, with what was expected and where to look', async (t) => {
  const url = await serve(t, (_, response) => response.writeHead(500).end('<html>'));
  const outcome = await smoke(['--api-url', url]);
  assert.equal(outcome.code, 1);
  assert.equal(checksOf(outcome).filter((check) => check.startsWith('failed')).length, NAMES.length - 1);
  assert.match(outcome.stdout, /^failed {3}health +500, not JSON; expected: status 200, healthy$/m);
  assert.match(
    outcome.stderr,
    /^\n6 failed. Where to look:\n {2}health: docs\/runbook.md#cacheunavailable\n/,
  );
});

const API_KEYS: Readonly<Record<string, string>> = { key1: 'secret-1', key2: 'secret-2' };

/** Stands in for AWS: the outputs of the stack `genesys-data-action-cache-dev`, and the API keys. */
const serveAws = (t: TestContext, outputs: Record<string, string>) =>
  serve(t, (request, response) => {
    const [, id] = /^\/apikeys\/(\w+)\?/.exec(request.url ?? '') ?? [];
    if (id !== undefined) {
      response.end(JSON.stringify({ id, value: API_KEYS[id] }));
      return;
    }
    const members = Object.entries(outputs).map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
    response.end(
      `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>genesys-data-action-cache-dev</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
  });

const AWS_ENV = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_CONFIG_FILE: '/dev/null',
};

test('reads the address and both API keys of a stage from AWS, and prints no key', async (t) => {
  const { url: local } = await startPageServer(t);
  const received = new Map<string | undefined, string | undefined>();
  const api = await serve(t, async (request, response) => {
    const { method, url, headers } = request;
    const key = headers['x-api-key']?.toString();
    if (!Object.values(API_KEYS).includes(key ?? '')) {
      response.writeHead(403).end('{"status":"error","code":"forbidden"}');
      return;
    }
    received.set(url, key);
    const body = await buffer(request);
    const forwarded = await fetch(`${local}${url}`, {
      method: method ?? 'GET',
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' && { body }),
    });
    response.writeHead(forwarded.status, { 'cache-status': forwarded.headers.get('cache-status') ?? '' });
    response.end(await forwarded.text());
  });
  const outputs = { EndpointUrl: `${api}/`, ApiKeyId: 'key1', InvalidationKeyId: 'key2' };
  const aws = await serveAws(t, outputs);
  const { AWS_REGION: AWS_DEFAULT_REGION, ...others } = AWS_ENV;
  const env = { ...others, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL: aws };
  const outcome = await smoke(['--stage', 'dev'], env);
  assert.deepEqual([outcome.code, outcome.stderr], [0, '']);
  assert.deepEqual(
    checksOf(outcome),
    NAMES.map((name) => `ok ${name}`),
  );
  assert.deepEqual([received.get('/health'), received.get('/invalidate')], ['secret-1', 'secret-2']);
  assert.doesNotMatch(outcome.stdout, /secret/);
});

for (const [problem, args, env, message] of [
  ['an unknown stage', ['--stage', 'test'], {}, /^--stage is "test", expected one of dev, prod\n$/],
  [
    'a stage and an address',
    ['--stage', 'dev', '--api-url', 'x'],
    {},
    /^expected either --stage or --api-url/,
  ],
  ['an address that is not one', ['--api-url', 'x'], {}, /^--api-url is "x", expected an http URL/],
  [
    'no credentials',
    ['--stage', 'dev'],
    { ...AWS_ENV, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
    /^AWS does not return the outputs of genesys-data-action-cache-dev in eu-west-1: .*Could not load credentials/,
  ],
  [
    'no region',
    ['--stage', 'dev'],
    { ...AWS_ENV, AWS_REGION: '' },
    /^no region is set: export AWS_REGION=<the region of genesys-data-action-cache-dev>/,
  ],
] as const) {
  test(`${problem} is one line`, async () => {
    const { code, stderr } = await smoke(args, env);
    assert.equal(code, 1);
    assert.match(stderr, message);
    assert.equal(stderr.split('\n').length, 2);
  });
}

test('an address where nothing listens is one line', async () => {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const { code, stderr } = await smoke(['--api-url', url]);
  assert.equal(code, 1);
  assert.match(stderr, /^http:\/\/127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED.*\n$/);
});

test('a stack without an output of this version', async (t) => {
  const aws = await serveAws(t, { EndpointUrl: 'https://a.example.com/v1/', ApiKeyId: 'key1' });
  const { code, stderr } = await smoke(['--stage', 'dev'], { ...AWS_ENV, AWS_ENDPOINT_URL: aws });
  assert.equal(code, 1);
  assert.equal(
    stderr,
    'the stack genesys-data-action-cache-dev has no output InvalidationKeyId; deploy this version first\n',
  );
});
