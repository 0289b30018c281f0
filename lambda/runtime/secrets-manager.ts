import type { Clock } from './clock.ts';
import { withTimeLimit } from './deadline.ts';
import { lazy } from './single-flight.ts';

/** Reads the text of one secret; rejects with the AWS client's error or the signal's reason. */
type SecretReader = (signal: AbortSignal) => Promise<string>;

/** The timeout of each of the two attempts, including the connection. */
const ATTEMPT_TIMEOUT_MS = 2000;

/** The AWS client retries after an error with this name. */
class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * A reader of the secret with this name or ARN. The AWS client is loaded on the first read, because a cache hit does
 * not need it.
 */
export function createSecretReader(secretId: string, clock: Clock): SecretReader {
  const load = lazy(() => loadReader(secretId, clock));
  return async (signal) => (await load())(signal);
}

async function loadReader(secretId: string, clock: Clock): Promise<SecretReader> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({ maxAttempts: 2 });
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  const expired = () => new TimeoutError(`Secrets Manager did not reply within ${ATTEMPT_TIMEOUT_MS} ms`);
  // The client's own timeouts use the system clock, which tests cannot control.
  requestHandler.handle = (request, options = {}) => {
    const within = 'abortSignal' in options ? options.abortSignal : undefined;
    const limit = {
      ms: ATTEMPT_TIMEOUT_MS,
      clock,
      expired,
      ...(within instanceof AbortSignal && { within }),
    };
    return withTimeLimit(limit, (abortSignal) => handle(request, { ...options, abortSignal }));
  };
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
