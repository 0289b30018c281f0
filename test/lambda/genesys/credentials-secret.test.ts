import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startSecretsManager } from '../../support/secrets-manager.ts';
import { startService } from '../../support/service.ts';
import { until } from '../../support/until.ts';

const SECRET = JSON.stringify({ clientId: 'local-client', clientSecret: 'local-secret' });
const FROM_SECRET = { GENESYS_SECRET_ID: 'genesys', GENESYS_CLIENT_ID: '', GENESYS_CLIENT_SECRET: '' };

async function start(t: TestContext, text: string | undefined, env: Record<string, string> = {}) {
  const secrets = await startSecretsManager(t, text);
  const service = await startService(t, { env: { ...FROM_SECRET, ...env } });
  return { secrets, ...service };
}

test('the secret is read once per container', async (t) => {
  const { secrets, requestQueues, simulator } = await start(t, SECRET);
  assert.equal((await requestQueues({ pageNumber: 1 })).statusCode, 200);
  simulator.revokeTokens();
  assert.equal((await requestQueues({ pageNumber: 2 })).statusCode, 200);
  assert.deepEqual([secrets.reads, simulator.calls.logins], [1, 2]);
});

test('a hit needs neither the secret nor a login', async (t) => {
  const { secrets, requestQueues, simulator } = await start(t, SECRET);
  await requestQueues();
  secrets.text = undefined;
  simulator.revokeTokens();
  const { statusCode, body } = await requestQueues();
  assert.equal(statusCode, 200);
  assert.equal(body.source, 'cache');
  assert.equal(secrets.reads, 1);
});

test('a rotated secret is read again when the login is rejected', async (t) => {
  const { secrets, requestQueues, simulator } = await start(t, SECRET);
  await requestQueues({ pageNumber: 1 });
  simulator.credentials = { clientId: 'local-client', clientSecret: 'rotated' };
  simulator.revokeTokens();
  secrets.text = JSON.stringify(simulator.credentials);
  assert.equal((await requestQueues({ pageNumber: 2 })).statusCode, 200);
  assert.deepEqual([secrets.reads, simulator.calls.logins], [2, 3]);
});

test('a login that is also rejected with the new secret is a 401', async (t) => {
  const { secrets, requestQueues, simulator } = await start(t, SECRET);
  simulator.credentials = { clientId: 'local-client', clientSecret: 'rotated' };
  const { statusCode, body } = await requestQueues();
  assert.equal(statusCode, 401);
  assert.equal(body.code, 'genesys_authentication_failed');
  assert.deepEqual([secrets.reads, simulator.calls.logins], [2, 1]);
});

const unusable = [
  { name: 'does not exist', text: undefined, message: /cannot be read from Secrets Manager/ },
  { name: 'is not JSON', text: 'planted-not-json', message: /not JSON with clientId and clientSecret/ },
  { name: 'lacks the client secret', text: '{"clientId":"planted-id"}', message: /not JSON with clientId/ },
  { name: 'is still empty', text: '{"clientId":"","clientSecret":""}', message: /not JSON with clientId/ },
];

for (const { name, text, message } of unusable) {
  test(`a secret that ${name} is a 401 with a message that does not quote the secret`, async (t) => {
    const { requestQueues } = await start(t, text);
    const { statusCode, body } = await requestQueues();
    assert.equal(statusCode, 401);
    assert.equal(body.code, 'genesys_authentication_failed');
    assert.match(String(body.message), message);
    assert.doesNotMatch(String(body.message), /planted/);
  });
}

test('when Secrets Manager fails, the response is a 401; a later request succeeds', async (t) => {
  const { secrets, clock, requestQueues } = await start(t, SECRET);
  secrets.fault = 500;
  assert.equal((await requestQueues()).statusCode, 401);
  secrets.fault = undefined;
  clock.skip(60_000);
  assert.equal((await requestQueues()).statusCode, 200);
});

test('when Secrets Manager hangs, the request ends at its deadline', async (t) => {
  const { secrets, clock, requestQueues } = await start(t, SECRET, { REQUEST_TIMEOUT_MS: '1500' });
  secrets.fault = 'hang';
  const pending = requestQueues();
  await until(() => secrets.reads === 1);
  clock.skip(1500);
  const { statusCode, body } = await pending;
  assert.equal(statusCode, 504);
  assert.equal(body.code, 'deadline_exceeded');
});
