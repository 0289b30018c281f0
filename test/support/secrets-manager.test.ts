import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { startSecretsManager } from './secrets-manager.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:genesys-AbCdEf';

async function clientOf(t: TestContext, over: ConstructorParameters<typeof SecretsManagerClient>[0] = {}) {
  await startSecretsManager(t, 'text');
  return new SecretsManagerClient({ maxAttempts: 1, ...over });
}

for (const SecretId of ['genesys', ARN])
  test(`the official client reads the secret by ${SecretId}`, async (t) => {
    const response = await (await clientOf(t)).send(new GetSecretValueCommand({ SecretId }));
    const { Name, ARN: arn, SecretString, VersionStages } = response;
    assert.deepEqual([Name, arn, SecretString, VersionStages], ['genesys', ARN, 'text', ['AWSCURRENT']]);
  });

for (const SecretId of ['Genesys', 'genesys-', ARN.slice(0, -1), ARN.replace('central', 'west')])
  test(`the secret ${SecretId} is not found`, async (t) => {
    const client = await clientOf(t);
    const sent = client.send(new GetSecretValueCommand({ SecretId }));
    await assert.rejects(sent, { name: 'ResourceNotFoundException', message: /can't find/ });
  });

test('a request for a version of the secret is rejected', async (t) => {
  const client = await clientOf(t);
  const sent = client.send(new GetSecretValueCommand({ SecretId: 'genesys', VersionStage: 'AWSPREVIOUS' }));
  await assert.rejects(sent, { name: 'InvalidRequestException' });
});

test('another operation is rejected', async (t) => {
  const sent = (await clientOf(t)).send(new DescribeSecretCommand({ SecretId: 'genesys' }));
  await assert.rejects(sent, { name: 'UnknownOperationException' });
});

for (const [label, over] of [
  ['another region', { region: 'eu-west-1' }],
  ['another access key', { credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: 'x' } }],
] as const)
  test(`a request signed with ${label} is rejected`, async (t) => {
    const sent = (await clientOf(t, over)).send(new GetSecretValueCommand({ SecretId: 'genesys' }));
    await assert.rejects(sent, { name: 'IncompleteSignatureException' });
  });

test('a request that is not AWS JSON is rejected', async (t) => {
  const { port } = await startSecretsManager(t, 'text');
  for (const init of [{}, { method: 'POST', body: '{' }, { method: 'POST', body: '{"SecretId":"genesys"}' }])
    assert.equal((await fetch(`http://127.0.0.1:${port}/`, init)).status, 400);
});
