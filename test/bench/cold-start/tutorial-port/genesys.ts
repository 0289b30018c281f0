import type { Logger } from '@aws-lambda-powertools/logger';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import platformClient from 'purecloud-platform-client-v2';

/** The parameters of the queue listing. */
export interface QueueParameters {
  pageSize?: number;
  pageNumber?: number;
  name?: string;
}

const MAX_ATTEMPTS = 3;
const secretsManager = new SecretsManagerClient({});
const client = platformClient.ApiClient.instance;
client.setEnvironment(process.env.GENESYS_REGION ?? 'mypurecloud.com');
const routingApi = new platformClient.RoutingApi();
let isLoggedIn = false;

async function logIn(): Promise<void> {
  if (isLoggedIn) return;
  const secret = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: process.env.GENESYS_SECRET_ID }),
  );
  const { clientId, clientSecret } = JSON.parse(secret.SecretString ?? '{}');
  await client.loginClientCredentialsGrant(clientId, clientSecret);
  isLoggedIn = true;
}

/** Lists queues and retries a 429 after its Retry-After. */
export async function fetchQueues(parameters: QueueParameters, logger: Logger): Promise<unknown> {
  await logIn();
  for (let attempt = 1; ; attempt++) {
    try {
      return await routingApi.getRoutingQueues(parameters);
    } catch (error) {
      const { status, headers } = error as { status?: number; headers?: Record<string, string> };
      if (status !== 429 || attempt === MAX_ATTEMPTS) throw error;
      const waitSeconds = Number(headers?.['retry-after'] ?? attempt);
      logger.warn('Genesys Cloud rate limit reached', { waitSeconds });
      await new Promise((resolve) => setTimeout(resolve, waitSeconds * 1000));
    }
  }
}
