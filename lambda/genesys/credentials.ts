import * as v from 'valibot';
import type { CredentialsConfig } from '../config.ts';
import { GenesysAuthenticationFailed } from '../errors.ts';
import { parseJson } from '../json.ts';
import { lazy } from '../lazy.ts';

/** A Genesys OAuth client's id and secret. */
export interface Credentials {
  clientId: string;
  clientSecret: string;
}

/** Where credentials come from. */
export interface CredentialsSource {
  /** The credentials: those read before, or read now. */
  get(signal: AbortSignal): Promise<Credentials>;
  /** The credentials read anew, for when those from before are refused. */
  refresh(signal: AbortSignal): Promise<Credentials>;
}

/** Credentials from the configuration itself, or from Secrets Manager. */
export function createCredentialsSource(config: CredentialsConfig): CredentialsSource {
  if (config.from === 'secrets-manager') return secretsManagerSource(config.secretId);
  const { clientId, clientSecret } = config;
  const get = async () => ({ clientId, clientSecret });
  return { get, refresh: get };
}

const secretSchema = v.object({
  clientId: v.pipe(v.string(), v.nonEmpty()),
  clientSecret: v.pipe(v.string(), v.nonEmpty()),
});

/**
 * Reads a secret whose text is JSON `{"clientId": "…", "clientSecret": "…"}`, once per container. Rejects with
 * {@link GenesysAuthenticationFailed} when it cannot be read or is something else. The AWS client is loaded on
 * first use: a cache hit never needs it.
 */
function secretsManagerSource(secretId: string): CredentialsSource {
  let kept: Credentials | undefined;
  const reader = lazy(() => createSecretReader(secretId));

  async function refresh(signal: AbortSignal): Promise<Credentials> {
    const read = await reader();
    kept = parseSecret(await read(signal));
    return kept;
  }
  return { get: async (signal) => kept ?? refresh(signal), refresh };
}

const CONNECT_TIMEOUT_MS = 1000;
const ANSWER_TIMEOUT_MS = 2000;

async function createSecretReader(secretId: string): Promise<(signal: AbortSignal) => Promise<string>> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  return async (abortSignal) => {
    try {
      const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId }), { abortSignal });
      return answer.SecretString ?? '';
    } catch (cause) {
      abortSignal.throwIfAborted();
      throw new GenesysAuthenticationFailed('the Genesys credentials cannot be read from Secrets Manager', {
        cause,
      });
    }
  };
}

function parseSecret(text: string): Credentials {
  const parsed = v.safeParse(secretSchema, parseJson(text));
  if (parsed.success) return parsed.output;
  throw new GenesysAuthenticationFailed('the Genesys secret is not JSON with clientId and clientSecret');
}
