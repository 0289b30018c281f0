import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
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

test('no secret or token is in logs or responses: credentials in the environment, wrong Redis password', async (t) => {
  const redis = await startRedisServer({ password: 'another-password' });
  t.after(() => redis.close());
  const { simulator, server } = await setUp(t, {
    GENESYS_CLIENT_ID: 'local-client',
    GENESYS_CLIENT_SECRET: CLIENT_SECRET,
    REDIS_URL: redis.url.replace('another-password', REDIS_PASSWORD),
  });
  const responses = await requestWithFaults(server.url, simulator);
  assert.match(responses, /"source":"api"/);
  assert.match(server.output(), /WRONGPASS|closed/);
  assertNothingLeaks(responses + server.output(), [CLIENT_SECRET, REDIS_PASSWORD, ...tokensOf(simulator)]);
});

test('no secret or token is in logs or responses: credentials from Secrets Manager', async (t) => {
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
  });
  const unreadable = await requestWithFaults(server.url, simulator, { canSucceed: false });
  secrets.text = JSON.stringify({ clientId: 'local-client', clientSecret: CLIENT_SECRET });
  const responses = await requestWithFaults(server.url, simulator, { firstPage: 101 });
  assert.match(unreadable, /not JSON with clientId and clientSecret/);
  assert.match(responses, /"source":"api"/);
  assertNothingLeaks(unreadable + responses + server.output(), [CLIENT_SECRET, ...tokensOf(simulator)]);
});
