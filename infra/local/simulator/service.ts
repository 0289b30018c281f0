import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from '../read-text.ts';
import { respondToApi } from './api.ts';
import { sendFaultyResponse, sendResponse } from './fault-responses.ts';
import type { Fault, FaultQueue, FaultTarget } from './faults.ts';
import { type ClientCredentials, LOGIN_PATH, respondToLogin } from './login.ts';
import type { RequestLog } from './request-log.ts';
import type { GenesysResponse } from './response.ts';
import type { GenesysOrganization } from './route.ts';
import type { Tokens } from './tokens.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;
const NO_ORIGIN = 'http://localhost';

/** Settings that may change while the service runs; each call reads the current values. */
export interface LiveSettings {
  /** Delay of every API response in milliseconds; logins are not delayed. */
  latencyMs: number;
  /** The permissions of the client's roles, for example `routing:queue:view`. */
  permissions: readonly string[];
  /** Replace to rotate the secret. Issued tokens stay valid. */
  credentials: ClientCredentials;
}

/** The organisation, its limits and its current faults. */
export interface GenesysService {
  readonly settings: LiveSettings;
  readonly organization: GenesysOrganization;
  readonly tokenLifetimeSeconds: number;
  readonly callsPerMinutePerToken: number;
  readonly tokens: Tokens;
  readonly faults: FaultQueue;
  readonly log: RequestLog;
  /** Connections of requests that get no response, until they close. */
  readonly hanging: Set<Socket>;
  readonly nowMs: () => number;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly target: FaultTarget;
}

/** Responds to one request, or applies a fault. Resolves when the response is written or the connection is closed. */
export async function serveGenesys(
  service: GenesysService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  try {
    await respond(service, request, response, closed.signal);
  } catch (cause) {
    if (!closed.signal.aborted) throw cause;
  }
}

async function respond(
  service: GenesysService,
  request: IncomingMessage,
  response: ServerResponse,
  closed: AbortSignal,
): Promise<void> {
  const correlationId = randomUUID();
  response.setHeader('ININ-Correlation-Id', correlationId);
  const call = callOf(request);
  const { target } = call;
  service.log.record(target, { ...call, headers: request.headers, timeMs: service.nowMs() });

  const fault = service.faults.take(target);
  if (fault?.kind === 'hang') {
    service.hanging.add(request.socket);
    closed.addEventListener('abort', () => service.hanging.delete(request.socket));
    return;
  }
  const delayMs = delayOf(service, target, fault);
  if (delayMs > 0) await sleep(delayMs, undefined, { signal: closed });
  const realResponse = () => realResponseTo(service, request, call, correlationId);
  if (fault) await sendFaultyResponse(fault, { target, response, correlationId, closed, realResponse });
  else sendResponse(response, await realResponse());
}

function callOf({ method = '', url = '' }: IncomingMessage): Call {
  const { pathname: path, searchParams: query } = URL.parse(url, NO_ORIGIN) ?? new URL(NO_ORIGIN);
  return { method, path, query, target: path === LOGIN_PATH ? 'login' : 'api' };
}

function delayOf(service: GenesysService, target: FaultTarget, fault: Fault | undefined): number {
  const usualMs = target === 'api' ? service.settings.latencyMs : 0;
  return fault?.kind === 'slow' ? usualMs + fault.delayMs : usualMs;
}

async function realResponseTo(
  service: GenesysService,
  request: IncomingMessage,
  { method, path, query, target }: Call,
  correlationId: string,
): Promise<GenesysResponse> {
  const context = { ...service, ...service.settings };
  if (target === 'login') return respondToLogin(request, context);
  const { authorization, 'content-type': contentType } = request.headers;
  const body = parsed(await readText(request, BODY_LIMIT_BYTES));
  return respondToApi({ method, path, query, body, authorization, contentType, correlationId }, context);
}

function parsed(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
