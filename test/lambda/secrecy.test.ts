import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import type { Fault } from '../../infra/local/simulator/faults.ts';
import { startLocalServer } from '../support/local-server.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { startSecretsManager } from '../support/secrets-manager.ts';
import { simulatorFor } from '../support/simulator.ts';
import { until } from '../support/until.ts';

const CLIENT_SECRET = 'planted-client-secret';
const REDIS_PASSWORD = 'planted-redis-password';

const faults: Fault[] = [
  { kind: 'status', target: 'login', status: 401 },
  { kind: 'status', target: 'login', status: 500 },
  { kind: 'html', target: 'login' },
  { kind: 'wrong-shape', target: 'login', body: { access_token: 'planted-access-token' } },
  { kind: 'truncated', target: 'login' },
  { kind: 'reset', target: 'login' },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 403 },
  { kind: 'status', status: 500 },
  { kind: 'truncated' },
  { kind: 'reset' },
  { kind: 'hang' },
];
/** Must be the last fault, because it pauses all calls. */
const rateLimit: Fault = { kind: 'status', status: 429, retryAfter: '99' };

/**
 * Sends one request per fault and then, if `canSucceed`, requests until one succeeds. Each request is for another page,
 * so none is a hit. Returns all response headers and bodies. The timeouts are short because of the fault that hangs, so a
 * request without a fault may time out as well.
 */
async function requestWithFaults(
  url: string,
  simulator: Awaited<ReturnType<typeof simulatorFor>>,
  { firstPage = 1, canSucceed = true } = {},
): Promise<string> {
  const responses: string[] = [];
  let pageNumber = firstPage;
  async function send(): Promise<string> {
    const response = await fetch(`${url}/dataaction/queues`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer planted-callers-token',
        'x-api-key': 'planted-api-key',
      },
      body: JSON.stringify({ pageNumber }),
    });
    pageNumber += 1;
    const text = await response.text();
    responses.push(JSON.stringify([...response.headers]), text);
    return text;
  }

  for (const fault of [...faults, undefined, rateLimit]) {
    if (fault) {
      simulator.fail(fault);
      await send();
    } else if (canSucceed) await until(async () => (await send()).includes('"source":"api"'));
    simulator.heal();
    if (fault?.target === 'login') simulator.revokeTokens();
  }
  return responses.join('\n');
}

/** Checks for each secret in plain text and in Base64. */
function assertNothingLeaks(text: string, secrets: readonly string[]): void {
  for (const secret of secrets) {
    assert.ok(secret.length > 8, secret);
    assert.ok(!text.includes(secret), `leaks ${secret}`);
    assert.ok(
      !text.includes(Buffer.from(secret).toString('base64').slice(0, -4)),
      `leaks ${secret} in Base64`,
    );
  }
  assert.doesNotMatch(text, /planted/);
  assert.doesNotMatch(text, /\b(Basic|Bearer) [^*]/);
}

function tokensOf(simulator: Awaited<ReturnType<typeof simulatorFor>>): string[] {
  const authorizations = simulator.requests.map(({ headers }) => headers.authorization ?? '');
  return [...new Set(authorizations.map((value) => value.replace(/^\w+ /, '')))];
}

async function setUp(t: TestContext, env: Record<string, string>) {
  const simulator = await simulatorFor(t, { clientSecret: CLIENT_SECRET });
  const server = await startLocalServer(t, {
    POWERTOOLS_LOG_LEVEL: 'INFO',
    REQUEST_TIMEOUT_MS: '1000',
    GENESYS_TIMEOUT_MS: '500',
    GENESYS_API_URL: simulator.url,
    GENESYS_LOGIN_URL: simulator.url,
    ...env,
  });
  return { simulator, server };
}

test('no secret or token is in logs or responses: credentials from Secrets Manager, wrong Redis password', async (t) => {
  const redis = await startRedisServer({ password: 'another-password' });
  t.after(() => redis.close());
  const secrets = await startSecretsManager(
    t,
    `{"clientId":"local-client","clientSecret":"${CLIENT_SECRET}"`,
  );
  const { AWS_ENDPOINT_URL_SECRETS_MANAGER = '', AWS_SECRET_ACCESS_KEY = '' } = process.env;
  const { simulator, server } = await setUp(t, {
    GENESYS_SECRET_ID: 'genesys',
    AWS_ENDPOINT_URL_SECRETS_MANAGER,
    AWS_SECRET_ACCESS_KEY,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_REGION: 'eu-central-1',
    REDIS_URL: redis.url.replace('another-password', REDIS_PASSWORD),
  });
  const unreadable = await requestWithFaults(server.url, simulator, { canSucceed: false });
  secrets.text = JSON.stringify({ clientId: 'local-client', clientSecret: CLIENT_SECRET });
  const responses = await requestWithFaults(server.url, simulator, { firstPage: 101 });
  assert.match(unreadable, /not JSON with clientId and clientSecret/);
  assert.match(responses, /"source":"api"/);
  assert.match(server.output(), /WRONGPASS|closed/);
  const texts = unreadable + responses + server.output();
  assertNothingLeaks(texts, [CLIENT_SECRET, REDIS_PASSWORD, ...tokensOf(simulator)]);
});

/** All keys and values of a Redis, in the encoding that keeps each byte. */
async function contentOf(redis: Redis): Promise<string> {
  const texts: string[] = [];
  for (const key of await redis.keys('*')) texts.push(key, ...(await valuesOf(redis, key)));
  return texts.join('\n');
}

async function valuesOf(redis: Redis, key: string): Promise<string[]> {
  const kind = await redis.type(key);
  if (kind === 'zset') return redis.zrange(key, '0', '-1');
  if (kind === 'string') return [(await redis.getBuffer(key))?.toString('latin1') ?? ''];
  assert.equal(kind, 'hash', key);
  const fields = Object.entries(await redis.hgetallBuffer(key));
  return fields.flatMap(([name, value]) => [name, value.toString('latin1')]);
}

test('no secret or token is in Redis, in logs or in responses: credentials in the environment, token shared through Redis', async (t) => {
  const redis = await startRedisServer({ password: REDIS_PASSWORD });
  const observer = new Redis(redis.url);
  t.after(() => {
    observer.disconnect();
    return redis.close();
  });
  const { simulator, server } = await setUp(t, {
    GENESYS_CLIENT_ID: 'planted-client-id',
    GENESYS_CLIENT_SECRET: CLIENT_SECRET,
    REDIS_URL: redis.url,
  });
  simulator.credentials = { clientId: 'planted-client-id', clientSecret: CLIENT_SECRET };
  const monitor = await observer.monitor();
  const commands: string[] = [];
  monitor.on('monitor', (_seconds: string, words: string[]) => commands.push(words.join(' ')));
  const responses = await requestWithFaults(server.url, simulator);
  assert.match(responses, /"source":"api"/);
  await until(() => commands.some((command) => command.includes('token:')));
  monitor.disconnect();
  const content = await contentOf(observer);
  assert.match(content, /^token:dataaction:token:\{[0-9a-f]{64}\}$/m);
  const texts = [responses, server.output(), content, commands.join('\n')].join('\n');
  assertNothingLeaks(texts, [CLIENT_SECRET, REDIS_PASSWORD, ...tokensOf(simulator)]);
});
