import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { type BundleSize, bundleFunction } from '../../infra/bundle.ts';
import { dataActions } from '../../lambda/actions/catalog.ts';
import { descriptions } from '../../lambda/actions/descriptions.ts';
import { listingOf } from '../../lambda/http/listing.ts';
import { exampleOf } from '../support/actions.ts';
import { invalidateEvent, messagesOf, readGenesysEvent } from '../support/invalidation.ts';
import { LONG_TIMEOUTS } from '../support/long-timeouts.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { eventOf, readEvent } from '../support/service.ts';
import { simulatorFor } from '../support/simulator.ts';

const run = promisify(execFile);

/**
 * Invokes the bundle's handler with each event as Lambda would, and reports which files each invocation loaded and what it
 * logged. Like Lambda's runtime, it sets the X-Ray trace id of each invocation.
 */
const INVOKER = `
  import { registerHooks } from 'node:module';
  const [entry, ...events] = process.argv.slice(1);
  const loaded = [];
  registerHooks({ load: (url, context, next) => { loaded.push(url.split('/').pop()); return next(url, context); } });
  const { handler } = await import(entry);
  const responses = [];
  const lines = [];
  process.stdout.write = (line) => lines.push(line);
  for (const event of events) {
    process.env._X_AMZN_TRACE_ID = 'Root=trace-' + responses.length;
    const context = { awsRequestId: 'id', getRemainingTimeInMillis: () => 120000 };
    const before = loaded.length;
    const result = await handler(JSON.parse(event), context);
    const body = result.body === undefined ? result : JSON.parse(result.body);
    responses.push({ statusCode: result.statusCode, body, loaded: loaded.slice(before), lines: lines.splice(0) });
  }
  process.stderr.write(JSON.stringify(responses));
  process.exit(0);
`;

interface BundleResponse {
  statusCode: number;
  body: Record<string, unknown>;
  loaded: string[];
  lines: string[];
}

const EVENTS = [readEvent('health'), readEvent('queues'), readEvent('queues')];

async function simulatorEnv(t: TestContext): Promise<Record<string, string>> {
  const { url, credentials } = await simulatorFor(t);
  return {
    GENESYS_API_URL: url,
    GENESYS_LOGIN_URL: url,
    GENESYS_CLIENT_ID: credentials.clientId,
    GENESYS_CLIENT_SECRET: credentials.clientSecret,
    ...LONG_TIMEOUTS,
  };
}

/** For each response: the state of Redis from a health check, or where the data came from. */
function outcomes(responses: BundleResponse[]): unknown[] {
  return responses.map(({ body }) => body.redis ?? body.source);
}

/** Invokes a bundle in its own process, with only these environment variables. */
async function invokeIn(
  folder: string,
  env: Record<string, string>,
  events: object[],
): Promise<BundleResponse[]> {
  const args = [
    '--input-type=module',
    '-e',
    INVOKER,
    join(folder, 'index.mjs'),
    ...events.map((event) => JSON.stringify(event)),
  ];
  const { stderr } = await run(process.execPath, args, { env, cwd: folder });
  return JSON.parse(stderr);
}

const QUEUE_ID = 'ef871c05-3104-464f-a268-17ded0a21903';
const DESCRIPTIONS = /^descriptions-\w+\.mjs$/;
const DEFAULT_LIFETIMES = {
  cacheTtlSeconds: 300,
  cacheTtlSecondsByAction: new Map(),
  cacheStaleIfErrorSeconds: 3600,
};
const USER_ID = '1d4a30d7-8de6-4e5f-a885-ffac2c6b8425';

let folder: string;
let size: BundleSize;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  size = await bundleFunction(folder, 'data-actions');
});
after(() => rm(folder, { recursive: true }));
const invoke = (env: Record<string, string>, events: object[]) => invokeIn(folder, env, events);

describe('the invalidation bundle', () => {
  let own: string;
  let ownSize: BundleSize;
  before(async () => {
    own = await mkdtemp(join(tmpdir(), 'bundle-invalidation-'));
    ownSize = await bundleFunction(own, 'invalidation');
  });
  after(() => rm(own, { recursive: true }));

  async function invalidatesOn(t: TestContext, redis: Record<string, string>): Promise<void> {
    const env = { ...redis, ...LONG_TIMEOUTS };
    const dataActionEnv = { ...(await simulatorEnv(t)), ...env };
    const send = async (...events: object[]) => outcomes(await invoke(dataActionEnv, events));
    const queues = readEvent('queues');
    // The second process reads the entry that the first one stored.
    assert.deepEqual([await send(queues), await send(queues)], [['api'], ['cache']]);
    for (const [event, expected] of [
      [messagesOf(readGenesysEvent('queue-update')), { batchItemFailures: [] }],
      [invalidateEvent({ action: 'queues' }), { status: 'success', invalidated: ['queues'] }],
    ] as const) {
      const [response] = await invokeIn(own, env, [event]);
      assert.deepEqual(response?.body, expected);
      assert.deepEqual(await send(queues, queues), ['api', 'cache']);
    }
  }

  test('handles events and requests without other files: afterwards the entry is fetched again', async (t) => {
    await using redis = await startRedisServer({ password: 'secret' });
    await invalidatesOn(t, { REDIS_URL: redis.url });
  });

  test('works with a Redis cluster as well', async (t) => {
    await using cluster = await startRedisCluster();
    await invalidatesOn(t, { REDIS_URL: cluster.masters[0]?.url ?? '', REDIS_MODE: 'cluster' });
  });

  test('does not contain the Genesys SDK', () => {
    assert.ok(ownSize.startBytes <= 300 * 1024, `${ownSize.startBytes} bytes`);
    assert.ok(ownSize.allBytes <= size.allBytes - 100 * 1024, `${ownSize.allBytes} bytes in all`);
  });
});

describe('the data action bundle', () => {
  test('works without node_modules: a miss loads the Genesys client, a list the texts, and a hit nothing; each logs its X-Ray trace id', async (t) => {
    const responses = await invoke({ ...(await simulatorEnv(t)), POWERTOOLS_LOG_LEVEL: 'DEBUG' }, [
      readEvent('health'),
      readEvent('queues'),
      { ...readEvent('health'), path: '/dataactions' },
      readEvent('queues'),
    ]);
    const [health, miss, list, hit] = responses;
    assert.deepEqual([health?.statusCode, health?.body.status], [200, 'healthy']);
    assert.deepEqual([miss?.statusCode, miss?.body.source], [200, 'api']);
    assert.deepEqual([hit?.statusCode, hit?.body.source], [200, 'cache']);
    assert.deepEqual(health?.loaded, []);
    assert.ok(
      miss?.loaded.some((file) => file.startsWith('client-')),
      `${miss?.loaded}`,
    );
    const listed = descriptions.filter(({ isPersonal }) => !isPersonal);
    assert.deepEqual(list?.body, { ...listingOf(listed, DEFAULT_LIFETIMES) });
    assert.equal(list?.loaded.length, 1);
    assert.match(list?.loaded.join() ?? '', DESCRIPTIONS);
    assert.deepEqual(hit?.loaded, []);
    const traceIds = responses.map(({ lines: [line = ''] }) => JSON.parse(line).xray_trace_id);
    assert.deepEqual(traceIds, ['trace-0', 'trace-1', 'trace-2', 'trace-3']);
  });

  test('works with a Redis that needs a password and with a database other than 0', async (t) => {
    await using redis = await startRedisServer({ password: 'secret' });
    const env = { ...(await simulatorEnv(t)), REDIS_URL: `${redis.url}/1` };
    assert.deepEqual(outcomes(await invoke(env, EVENTS)), ['connected', 'api', 'cache']);
  });

  test('works with a Redis cluster', async (t) => {
    await using cluster = await startRedisCluster();
    const redis = {
      REDIS_URL: cluster.masters[0]?.url ?? '',
      REDIS_MODE: 'cluster',
    };
    const env = { ...(await simulatorEnv(t)), ...redis };
    assert.deepEqual(outcomes(await invoke(env, EVENTS)), ['connected', 'api', 'cache']);
  });

  test('contains every method of the SDK that a data action calls', async (t) => {
    const requests = [
      ...Array.from(dataActions.values(), (action) => [action.name, exampleOf(action)] as const),
      ['queue', { queueId: QUEUE_ID }],
      ['queue-wait-time', { queueId: QUEUE_ID }],
      ['user', { userId: USER_ID }],
      ['data-table-row', { dataTableName: 'Branches', key: 'BER' }],
    ] as const;
    const events = requests.map(([name, parameters]) => eventOf(name, parameters));
    const responses = await invoke({ ...(await simulatorEnv(t)), EXTERNAL_CONTACTS: 'true' }, events);
    assert.deepEqual(
      responses.map(({ body }, index) => [requests[index]?.[0], body.status]),
      requests.map(([name]) => [name, 'success']),
    );
  });

  test('has the texts of the data actions in one file only', async () => {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.mjs'));
    const others = files.filter((name) => !DESCRIPTIONS.test(name));
    assert.equal(others.length, files.length - 1);
    const code = (await Promise.all(others.map((name) => readFile(join(folder, name), 'utf8')))).join('');
    const texts = descriptions.flatMap(({ summary, inputs, outputs }) => [
      summary,
      ...[...inputs, ...outputs].map(({ description }) => description),
    ]);
    const found = texts.filter((text) => code.includes(text));
    assert.deepEqual(found, []);
  });

  test('contains no other method of the SDK, such as one that changes a queue', async () => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.mjs'));
    const code = (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('');
    assert.match(code, /getRoutingQueues/);
    for (const method of [
      'postRoutingQueues',
      'deleteRoutingQueue',
      'patchUser',
      'putArchitectEmergencygroup',
    ])
      assert.ok(!code.includes(method), method);
  });

  test('is small: a hit loads at most 330 KB, and all files together have at most 1 MB', () => {
    assert.ok(size.startBytes <= 330_000, `${size.startBytes} bytes`);
    assert.ok(size.allBytes <= 1_000_000, `${size.allBytes} bytes in all`);
  });

  test('loads three files at startup, and no file imports the entry, which may wait for an import()', async () => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.mjs'));
    const sources = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const importsOf = (source: string) =>
      [...source.matchAll(/(?:from|import)"\.\/([^"]+)"/g)].map(([, name = '']) => name);
    const loaded = new Set(['index.mjs']);
    for (const name of loaded)
      for (const imported of importsOf(sources[names.indexOf(name)] ?? '')) loaded.add(imported);
    assert.equal(loaded.size, 3, [...loaded].join(' '));
    assert.ok(!sources.flatMap(importsOf).includes('index.mjs'));
  });

  test('has its source maps beside the code, and no file refers to them', async () => {
    const files = await readdir(folder);
    assert.ok(files.includes('index.mjs.map'));
    for (const file of files.filter((name) => name.endsWith('.mjs')))
      assert.doesNotMatch(await readFile(join(folder, file), 'utf8'), /sourceMappingURL=(?!.*\$\{)/, file);
  });
});
