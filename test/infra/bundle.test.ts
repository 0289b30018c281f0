import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { type BundleSize, bundleFunction } from '../../infra/bundle.ts';
import { invalidateEvent, messagesOf, readGenesysEvent } from '../support/invalidation.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { readEvent } from '../support/service.ts';
import { simulatorFor } from '../support/simulator.ts';

const run = promisify(execFile);

/** Invokes the bundle's handler with each event as Lambda would, then says which of its files were loaded. */
const INVOKER = `
  import { registerHooks } from 'node:module';
  const [entry, ...events] = process.argv.slice(1);
  const loaded = [];
  registerHooks({ load: (url, context, next) => { loaded.push(url.split('/').pop()); return next(url, context); } });
  const { handler } = await import(entry);
  const answers = [];
  for (const event of events) {
    const context = { awsRequestId: 'id', getRemainingTimeInMillis: () => 120000 };
    const before = loaded.length;
    const result = await handler(JSON.parse(event), context);
    const body = result.body === undefined ? result : JSON.parse(result.body);
    answers.push({ statusCode: result.statusCode, body, loaded: loaded.slice(before) });
  }
  process.stderr.write(JSON.stringify(answers));
  process.exit(0);
`;

/** Far more time than a busy machine needs. */
const PATIENT = { REDIS_TIMEOUT_MS: '5000', GENESYS_TIMEOUT_MS: '20000', REQUEST_TIMEOUT_MS: '60000' };

interface Answer {
  statusCode: number;
  body: Record<string, unknown>;
  loaded: string[];
}

const EVENTS = [readEvent('health'), readEvent('queues'), readEvent('queues')];

async function simulatorEnv(t: TestContext): Promise<Record<string, string>> {
  const { url, credentials } = await simulatorFor(t);
  return {
    GENESYS_API_URL: url,
    GENESYS_LOGIN_URL: url,
    GENESYS_CLIENT_ID: credentials.clientId,
    GENESYS_CLIENT_SECRET: credentials.clientSecret,
    ...PATIENT,
  };
}

/** What the health check says of Redis, then where each answer came from. */
function outcomes(answers: Answer[]): unknown[] {
  return answers.map(({ body }) => body.redis ?? body.source);
}

/** Invokes a bundle in a process of its own that has nothing but its environment. */
async function invokeIn(folder: string, env: Record<string, string>, events: object[]): Promise<Answer[]> {
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

let folder: string;
let size: BundleSize;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  size = await bundleFunction(folder, 'data-actions');
});
after(() => rm(folder, { recursive: true }));
const invoke = (env: Record<string, string>, events: object[]) => invokeIn(folder, env, events);

describe('the bundle that invalidates', () => {
  let own: string;
  let ownSize: BundleSize;
  before(async () => {
    own = await mkdtemp(join(tmpdir(), 'bundle-invalidation-'));
    ownSize = await bundleFunction(own, 'invalidation');
  });
  after(() => rm(own, { recursive: true }));

  async function invalidatesOn(t: TestContext, redis: Record<string, string>): Promise<void> {
    const env = { ...redis, ...PATIENT };
    const answering = { ...(await simulatorEnv(t)), ...env };
    const ask = async (...events: object[]) => outcomes(await invoke(answering, events));
    const queues = readEvent('queues');
    // The second process finds what the first one stored.
    assert.deepEqual([await ask(queues), await ask(queues)], [['api'], ['cache']]);
    for (const [event, answer] of [
      [messagesOf(readGenesysEvent('queue-update')), { batchItemFailures: [] }],
      [invalidateEvent({ action: 'queues' }), { status: 'success', invalidated: ['queues'] }],
    ] as const) {
      const [told] = await invokeIn(own, env, [event]);
      assert.deepEqual(told?.body, answer);
      assert.deepEqual(await ask(queues, queues), ['api', 'cache']);
    }
  }

  test('takes events and requests, on its own: what was answered is then fetched anew', async (t) => {
    await using redis = await startRedisServer({ password: 'secret' });
    await invalidatesOn(t, { REDIS_URL: redis.url });
  });

  test('does so on a cluster, too', async (t) => {
    await using cluster = await startRedisCluster();
    await invalidatesOn(t, { REDIS_URL: cluster.masters[0]?.url ?? '', REDIS_MODE: 'cluster' });
  });

  test('has nothing of the Genesys SDK in it', () => {
    assert.ok(ownSize.startBytes <= 300 * 1024, `${ownSize.startBytes} bytes`);
    assert.ok(ownSize.allBytes <= size.allBytes - 100 * 1024, `${ownSize.allBytes} bytes in all`);
  });
});

describe('the bundle that answers', () => {
  test('answers on its own, without node_modules: first from Genesys by the SDK, then from the cache', async (t) => {
    const [health, miss, hit] = await invoke(await simulatorEnv(t), EVENTS);
    assert.deepEqual([health?.statusCode, health?.body.status], [200, 'healthy']);
    assert.deepEqual([miss?.statusCode, miss?.body.source], [200, 'api']);
    assert.deepEqual([hit?.statusCode, hit?.body.source], [200, 'cache']);
    assert.deepEqual(health?.loaded, []);
    assert.ok(
      miss?.loaded.some((file) => file.startsWith('client-')),
      `${miss?.loaded}`,
    );
    assert.deepEqual(hit?.loaded, []);
  });

  test('sends Redis every command it needs: with a password and another database', async (t) => {
    await using redis = await startRedisServer({ password: 'secret' });
    const env = { ...(await simulatorEnv(t)), REDIS_URL: `${redis.url}/1` };
    assert.deepEqual(outcomes(await invoke(env, EVENTS)), ['connected', 'api', 'cache']);
  });

  test('sends Redis every command it needs: to a cluster', async (t) => {
    await using cluster = await startRedisCluster();
    const redis = {
      REDIS_URL: cluster.masters[0]?.url ?? '',
      REDIS_MODE: 'cluster',
    };
    const env = { ...(await simulatorEnv(t)), ...redis };
    assert.deepEqual(outcomes(await invoke(env, EVENTS)), ['connected', 'api', 'cache']);
  });

  test('is small: 350 KB before a hit, 900 KB in all', () => {
    assert.ok(size.startBytes <= 350_000, `${size.startBytes} bytes`);
    assert.ok(size.allBytes <= 900_000, `${size.allBytes} bytes in all`);
  });

  test('has its source maps beside the code, with no reference to them', async () => {
    const files = await readdir(folder);
    assert.ok(files.includes('index.mjs.map'));
    for (const file of files.filter((name) => name.endsWith('.mjs')))
      assert.doesNotMatch(await readFile(join(folder, file), 'utf8'), /sourceMappingURL=(?!.*\$\{)/, file);
  });
});
