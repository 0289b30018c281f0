import type { IncomingMessage } from 'node:http';
import { readText } from '../read-text.ts';
import { type GenesysAnswer, loginRefusal } from './response.ts';
import type { Tokens } from './tokens.ts';

/** The path of the login host that gives out tokens. */
export const LOGIN_PATH = '/oauth/token';

const BODY_LIMIT_BYTES = 8192;

/** An OAuth client of the organisation, as its administrator sees it. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What a login is checked against. */
export interface LoginDesk {
  readonly credentials: ClientCredentials;
  readonly tokens: Tokens;
  readonly tokenLifetimeSeconds: number;
}

/**
 * `POST /oauth/token` with Basic credentials and the form `grant_type=client_credentials`: a token, or the
 * OAuth error. The content type must be form data. A body over 8,192 bytes is refused.
 */
export async function answerLogin(request: IncomingMessage, desk: LoginDesk): Promise<GenesysAnswer> {
  if (request.method !== 'POST') {
    return { ...loginRefusal(405, 'invalid_request', 'method not allowed'), headers: { allow: 'POST' } };
  }
  const body = await readText(request, BODY_LIMIT_BYTES);
  if (body === undefined) return loginRefusal(413, 'invalid_request', 'request entity too large');
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return loginRefusal(400, 'invalid_request', 'content type must be application/x-www-form-urlencoded');
  }
  if (new URLSearchParams(body).get('grant_type') !== 'client_credentials') {
    return loginRefusal(400, 'unsupported_grant_type', 'grant_type must be client_credentials');
  }
  if (!isClient(request.headers.authorization, desk.credentials)) {
    return loginRefusal(401, 'invalid_client', 'authentication failed');
  }
  const { tokenLifetimeSeconds } = desk;
  const accessToken = desk.tokens.issue(tokenLifetimeSeconds);
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
