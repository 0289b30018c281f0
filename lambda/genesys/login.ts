import * as v from 'valibot';
import type { CredentialsConfig } from '../config/environment.ts';
import { DataActionError } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import { parseJson } from '../runtime/json.ts';
import { createSecretReader } from '../runtime/secrets-manager.ts';
import { createSingleFlight } from '../runtime/single-flight.ts';
import { retryAfterSeconds } from './retry.ts';
import type { HttpResponse, Transport } from './transport.ts';

/** Access tokens for the Platform API. */
interface TokenSource {
  /** Resolves to a valid token: the kept one, or that of a new login, which concurrent callers share. */
  get(signal: AbortSignal): Promise<string>;
  /** Drops the token, because Genesys rejected it; does nothing if another token has replaced it. */
  discard(token: string): void;
}

interface TokenSourceParts {
  /** Origin of the login service. */
  loginUrl: string;
  credentials: CredentialsSource;
  transport: Transport;
  clock: Clock;
}

/** A token is replaced this long before it expires, so that none expires in flight. */
const EXPIRY_MARGIN_MS = 30_000;

const tokenSchema = v.object({
  access_token: v.pipe(v.string(), v.nonEmpty()),
  expires_in: v.pipe(v.number(), v.minValue(0)),
});

/**
 * Client-credentials tokens (RFC 6749, 4.4), kept for the life of the process. After a rejected login, reads the credentials
 * again and logs in once more if they have changed: this is how a rotated secret takes effect. The SDK does not log in,
 * because its login error contains the client's secret.
 */
export function createTokenSource({
  loginUrl,
  credentials,
  transport,
  clock,
}: TokenSourceParts): TokenSource {
  const singleFlight = createSingleFlight<string>();
  let kept: { token: string; replaceAtMs: number } | undefined;

  async function logIn(signal: AbortSignal): Promise<string> {
    const known = await credentials.get(signal);
    let response = await requestToken(known, signal);
    if (isRejected(response)) {
      const current = await credentials.refresh(signal);
      if (current.clientId !== known.clientId || current.clientSecret !== known.clientSecret)
        response = await requestToken(current, signal);
    }
    const { access_token: token, expires_in: lifetimeSeconds } = parseTokenResponse(
      response,
      clock.epochMs(),
    );
    kept = { token, replaceAtMs: clock.epochMs() + lifetimeSeconds * 1000 - EXPIRY_MARGIN_MS };
    return token;
  }

  function requestToken({ clientId, clientSecret }: Credentials, signal: AbortSignal): Promise<HttpResponse> {
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const headers = {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    };
    const url = new URL('/oauth/token', loginUrl);
    return transport({ url, method: 'POST', headers, body: 'grant_type=client_credentials' }, signal);
  }

  return {
    get: async (signal) => {
      if (kept !== undefined && clock.epochMs() < kept.replaceAtMs) return kept.token;
      return singleFlight('login', signal, logIn);
    },
    discard: (token) => {
      if (kept?.token === token) kept = undefined;
    },
  };
}

function isRejected({ status }: HttpResponse): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function parseTokenResponse(response: HttpResponse, nowMs: number): v.InferOutput<typeof tokenSchema> {
  const { status, headers, text } = response;
  if (isRejected(response))
    throw new DataActionError('genesys_authentication_failed', 'Genesys rejected the OAuth client');
  const options = { retryAfterSeconds: retryAfterSeconds(headers.get('retry-after'), nowMs) };
  if (status === 429)
    throw new DataActionError('genesys_rate_limited', 'the Genesys login rate limit is reached', options);
  if (status !== 200)
    throw new DataActionError(
      'genesys_unavailable',
      `the Genesys login responded with status ${status}`,
      options,
    );
  const parsed = v.safeParse(tokenSchema, parseJson(text));
  if (!parsed.success)
    throw new DataActionError('genesys_unavailable', 'the Genesys login responded without a token');
  return parsed.output;
}

/** A Genesys OAuth client's id and secret. */
interface Credentials {
  clientId: string;
  clientSecret: string;
}

/** A source of credentials. */
interface CredentialsSource {
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
