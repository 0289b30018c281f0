import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import * as v from 'valibot';
import {
  type GenesysSimulator,
  type GenesysSimulatorOptions,
  startGenesysSimulator,
} from '../../infra/local/genesys-simulator.ts';

const TokenBody = v.object({ access_token: v.string(), token_type: v.string(), expires_in: v.number() });

/** The path of the queue listing. */
export const QUEUES = '/api/v2/routing/queues';

/** A simulator that is closed when the test ends. */
export async function simulatorFor(
  t: TestContext,
  options?: GenesysSimulatorOptions,
): Promise<GenesysSimulator> {
  const simulator = await startGenesysSimulator(options);
  t.after(() => simulator.close());
  return simulator;
}

/** A well-formed login, with parts of it replaced. */
export function requestToken(
  simulator: Pick<GenesysSimulator, 'url' | 'credentials'>,
  init: RequestInit = {},
): Promise<Response> {
  const { clientId, clientSecret } = simulator.credentials;
  return fetch(`${simulator.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: basic(clientId, clientSecret) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    ...init,
  });
}

/** The access token of a login that works. */
export async function logIn(simulator: GenesysSimulator): Promise<string> {
  const response = await requestToken(simulator);
  return v.parse(TokenBody, await response.json()).access_token;
}

/** A GET of the API; without a token, no authorization header is sent. */
export function get(
  simulator: GenesysSimulator,
  path: string,
  token?: string,
  init: RequestInit = {},
): Promise<Response> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${simulator.url}${path}`, { headers, ...init });
}

/** Sends requests one after the other over one connection, with much less CPU than `fetch`. Resolves with all responses. */
export function getOften(
  { url }: GenesysSimulator,
  path: string,
  { token, times }: { token: string; times: number },
): Promise<string> {
  const request = (connection: string) =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nConnection: ${connection}\r\n\r\n`;
  const caller = connect(Number(new URL(url).port), '127.0.0.1');
  caller.write(request('keep-alive').repeat(times - 1) + request('close'));
  return text(caller);
}

/** The value of a Basic authorization header. */
export function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}
