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

test('the secret is read once and kept', async (t) => {
  const { secrets, askQueues, simulator } = await start(t, SECRET);
  assert.equal((await askQueues({ pageNumber: 1 })).statusCode, 200);
  simulator.revokeTokens();
  assert.equal((await askQueues({ pageNumber: 2 })).statusCode, 200);
  assert.deepEqual([secrets.reads, simulator.calls.logins], [1, 2]);
});

test('a hit needs neither the secret nor a login', async (t) => {
  const { secrets, askQueues, simulator } = await start(t, SECRET);
  await askQueues();
  secrets.text = undefined;
  simulator.revokeTokens();
  const { statusCode, body } = await askQueues();
  assert.equal(statusCode, 200);
  assert.equal(body.source, 'cache');
  assert.equal(secrets.reads, 1);
});

test('a rotated secret is read anew when the login is refused', async (t) => {
  const { secrets, askQueues, simulator } = await start(t, SECRET);
  await askQueues({ pageNumber: 1 });
  simulator.credentials = { clientId: 'local-client', clientSecret: 'rotated' };
  simulator.revokeTokens();
  secrets.text = JSON.stringify(simulator.credentials);
  assert.equal((await askQueues({ pageNumber: 2 })).statusCode, 200);
  assert.deepEqual([secrets.reads, simulator.calls.logins], [2, 3]);
});

test('a login that is refused with the secret read anew gives 401', async (t) => {
  const { secrets, askQueues, simulator } = await start(t, SECRET);
  simulator.credentials = { clientId: 'local-client', clientSecret: 'rotated' };
  const { statusCode, body } = await askQueues();
  assert.equal(statusCode, 401);
  assert.equal(body.code, 'genesys_authentication_failed');
  assert.deepEqual([secrets.reads, simulator.calls.logins], [2, 1]);
});

const unusable = [
  { name: 'is not there', text: undefined, message: /cannot be read from Secrets Manager/ },
  { name: 'is not JSON', text: 'planted-not-json', message: /not JSON with clientId and clientSecret/ },
  { name: 'lacks the client secret', text: '{"clientId":"planted-id"}', message: /not JSON with clientId/ },
  { name: 'is still empty', text: '{"clientId":"","clientSecret":""}', message: /not JSON with clientId/ },
];

for (const { name, text, message } of unusable) {
  test(`a secret that ${name} gives 401 and says so, without quoting it`, async (t) => {
    const { askQueues } = await start(t, text);
    const { statusCode, body } = await askQueues();
    assert.equal(statusCode, 401);
    assert.equal(body.code, 'genesys_authentication_failed');
    assert.match(String(body.message), message);
    assert.doesNotMatch(String(body.message), /planted/);
  });
}

test('a Secrets Manager that fails gives 401, and works again later', async (t) => {
  const { secrets, clock, askQueues } = await start(t, SECRET);
  secrets.fault = 500;
  assert.equal((await askQueues()).statusCode, 401);
  secrets.fault = undefined;
  clock.skip(60_000);
  assert.equal((await askQueues()).statusCode, 200);
});

test('a Secrets Manager that hangs costs no more than the deadline', async (t) => {
  const { secrets, clock, askQueues } = await start(t, SECRET, { REQUEST_TIMEOUT_MS: '1500' });
  secrets.fault = 'hang';
  const asked = askQueues();
  await until(() => secrets.reads === 1);
  clock.skip(1500);
  const { statusCode, body } = await asked;
  assert.equal(statusCode, 504);
  assert.equal(body.code, 'deadline_exceeded');
});
