import { lazy } from './lazy.ts';

/** Reads the text of one secret; rejects with the AWS client's error or the signal's reason. */
type SecretReader = (signal: AbortSignal) => Promise<string>;

const CONNECT_TIMEOUT_MS = 1000;
const RESPONSE_TIMEOUT_MS = 2000;

/**
 * A reader of the secret with this name or ARN. The AWS client is loaded on the first read, because a cache hit does
 * not need it.
 */
export function createSecretReader(secretId: string): SecretReader {
  const load = lazy(() => loadReader(secretId));
  return async (signal) => (await load())(signal);
}

async function loadReader(secretId: string): Promise<SecretReader> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: RESPONSE_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  return async (abortSignal) => {
    const { SecretString = '' } = await client
      .send(new GetSecretValueCommand({ SecretId: secretId }), { abortSignal })
      .catch((error) => {
        abortSignal.throwIfAborted();
        throw error;
      });
    return SecretString;
  };
}
