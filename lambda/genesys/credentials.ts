import * as v from 'valibot';
import type { CredentialsConfig } from '../config/environment.ts';
import { DataActionError } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import { parseJson } from '../runtime/json.ts';
import { createSecretReader } from '../runtime/secrets-manager.ts';

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
export function createCredentialsSource(config: CredentialsConfig, clock: Clock): CredentialsSource {
  if (config.from === 'secrets-manager') return secretsManagerSource(config.secretId, clock);
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
 * `genesys_authentication_failed` when it cannot be read or is something else.
 */
function secretsManagerSource(secretId: string, clock: Clock): CredentialsSource {
  const readSecret = createSecretReader(secretId, clock);
  let kept: Credentials | undefined;

  async function refresh(signal: AbortSignal): Promise<Credentials> {
    const text = await readSecret(signal).catch((cause) => {
      signal.throwIfAborted();
      const message = 'the Genesys credentials cannot be read from Secrets Manager';
      throw new DataActionError('genesys_authentication_failed', message, { cause });
    });
    kept = parseSecret(text);
    return kept;
  }
  return { get: async (signal) => kept ?? refresh(signal), refresh };
}

function parseSecret(text: string): Credentials {
  const parsed = v.safeParse(secretSchema, parseJson(text));
  if (parsed.success) return parsed.output;
  throw new DataActionError(
    'genesys_authentication_failed',
    'the Genesys secret is not JSON with clientId and clientSecret',
  );
}
