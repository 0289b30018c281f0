import * as v from 'valibot';
import type { CredentialsConfig } from '../config/environment.ts';
import { DataActionError } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import { parseJson } from '../runtime/json.ts';
import { createSecretReader } from '../runtime/secrets-manager.ts';
import { loginRateLimited } from './rate-limited.ts';
import { retryAfterSeconds } from './retry.ts';
import type { HttpResponse, Transport } from './transport.ts';

/** A token as the login service issued it. */
interface IssuedToken {
  token: string;
  /** Starts at an unknown time during the login. */
  lifetimeMs: number;
  /** The client that it was issued to. */
  client: Credentials;
}

/** Logs in once, as `known` or, if Genesys rejects that, with changed credentials. */
type Login = (known: Credentials, signal: AbortSignal) => Promise<IssuedToken>;

interface LoginParts {
  /** Origin of the login service. */
  loginUrl: string;
  credentials: CredentialsSource;
  transport: Transport;
  /** Rejects if a login may not be sent now. */
  takeLogin: (signal: AbortSignal) => Promise<void>;
  clock: Clock;
}

const tokenSchema = v.object({
  access_token: v.pipe(v.string(), v.nonEmpty()),
  expires_in: v.pipe(v.number(), v.minValue(0)),
});

/**
 * Requests client-credentials tokens (RFC 6749, 4.4). After a rejected login, reads the credentials again and logs in once
 * more if they have changed, so that a rotated secret takes effect. The SDK does not log in, because its login error
 * contains the client's secret.
 */
export function createLogin({ loginUrl, credentials, transport, takeLogin, clock }: LoginParts): Login {
  async function requestToken(
    { clientId, clientSecret }: Credentials,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const headers = {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    };
    const url = new URL('/oauth/token', loginUrl);
    const request = { url, method: 'POST', headers, body: 'grant_type=client_credentials' };
    return transport(request, signal).catch((cause: unknown) => {
      // The caller can request less data, but no smaller token.
      if (cause instanceof DataActionError && cause.code === 'response_too_large')
        throw new DataActionError('genesys_unavailable', cause.message, { cause });
      throw cause;
    });
  }

  return async (known, signal) => {
    await takeLogin(signal);
    let client = known;
    let response = await requestToken(client, signal);
    if (isRejected(response)) {
      const current = await credentials.refresh(signal);
      if (current.clientId !== known.clientId || current.clientSecret !== known.clientSecret) {
        client = current;
        response = await requestToken(client, signal);
      }
    }
    const { access_token: token, expires_in: seconds } = parseTokenResponse(response, clock.epochMs());
    return { token, lifetimeMs: seconds * 1000, client };
  };
}

function isRejected({ status }: HttpResponse): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function parseTokenResponse(response: HttpResponse, nowMs: number): v.InferOutput<typeof tokenSchema> {
  const { status, headers, text } = response;
  if (isRejected(response))
    throw new DataActionError('genesys_authentication_failed', 'Genesys rejected the OAuth client');
  if (status === 429) throw loginRateLimited(response, nowMs);
  if (status !== 200)
    throw new DataActionError('genesys_unavailable', `the Genesys login responded with status ${status}`, {
      retryAfterSeconds: retryAfterSeconds(headers.get('retry-after'), nowMs),
    });
  const parsed = v.safeParse(tokenSchema, parseJson(text));
  if (!parsed.success)
    throw new DataActionError('genesys_unavailable', 'the Genesys login responded without a token');
  return parsed.output;
}

/** A Genesys OAuth client's id and secret. */
export interface Credentials {
  clientId: string;
  clientSecret: string;
}

export interface CredentialsSource {
  /** Resolves to the kept credentials; reads them the first time. */
  get(signal: AbortSignal): Promise<Credentials>;
  /** Reads the credentials again, after Genesys has rejected the kept ones. */
  refresh(signal: AbortSignal): Promise<Credentials>;
}

/** Credentials from the configuration, or from Secrets Manager. */
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
 * `genesys_authentication_failed` if it cannot be read or is not such JSON.
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
