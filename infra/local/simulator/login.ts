import type { IncomingMessage } from 'node:http';
import { readText } from '../read-text.ts';
import { type GenesysResponse, loginError } from './response.ts';
import type { Tokens } from './tokens.ts';

/** The path on the login host that issues tokens. */
export const LOGIN_PATH = '/oauth/token';

const BODY_LIMIT_BYTES = 8192;

/** The id and secret of an OAuth client. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The accepted credentials and the store of tokens. */
export interface LoginContext {
  readonly credentials: ClientCredentials;
  readonly tokens: Tokens;
  readonly tokenLifetimeSeconds: number;
}

/**
 * The response to `POST /oauth/token` with Basic credentials and the form `grant_type=client_credentials`: a token, or
 * the OAuth error. The body must be form data of at most 8,192 bytes.
 */
export async function respondToLogin(
  request: IncomingMessage,
  context: LoginContext,
): Promise<GenesysResponse> {
  if (request.method !== 'POST') {
    return { ...loginError(405, 'invalid_request', 'method not allowed'), headers: { allow: 'POST' } };
  }
  const body = await readText(request, BODY_LIMIT_BYTES);
  if (body === undefined) return loginError(413, 'invalid_request', 'request entity too large');
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return loginError(400, 'invalid_request', 'content type must be application/x-www-form-urlencoded');
  }
  if (new URLSearchParams(body).get('grant_type') !== 'client_credentials') {
    return loginError(400, 'unsupported_grant_type', 'grant_type must be client_credentials');
  }
  if (!isClient(request.headers.authorization, context.credentials)) {
    return loginError(401, 'invalid_client', 'authentication failed');
  }
  const { tokenLifetimeSeconds } = context;
  const accessToken = context.tokens.issue(tokenLifetimeSeconds);
  return {
    status: 200,
    headers: { 'cache-control': 'no-store' },
    body: { access_token: accessToken, token_type: 'bearer', expires_in: tokenLifetimeSeconds },
  };
}

function isClient(authorization: string | undefined, { clientId, clientSecret }: ClientCredentials): boolean {
  const encoded = /^Basic +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString() === `${clientId}:${clientSecret}`;
}
