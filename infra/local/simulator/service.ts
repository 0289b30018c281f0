import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from '../read-text.ts';
import { answerApi } from './api.ts';
import { sendAnswer, sendFaultyAnswer } from './fault-responses.ts';
import type { Fault, FaultQueue, FaultTarget } from './faults.ts';
import { answerLogin, type ClientCredentials, LOGIN_PATH } from './login.ts';
import type { RequestLog } from './request-log.ts';
import type { GenesysAnswer } from './response.ts';
import type { GenesysOrganization } from './route.ts';
import type { Tokens } from './tokens.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;
const NO_ORIGIN = 'http://localhost';

/** What may be turned while the service runs; each call reads the present values. */
export interface Levers {
  /** Milliseconds added to every answer of the API, not of the login. */
  latencyMs: number;
  /** What the client's roles allow, for example `routing:queue:view`. */
  permissions: readonly string[];
  /** Replace to rotate the secret; tokens that are out stay valid. */
  credentials: ClientCredentials;
}

/** What a request meets: the organisation, its rules, and what is wrong just now. */
export interface GenesysService {
  readonly levers: Levers;
  readonly organization: GenesysOrganization;
  readonly tokenLifetimeSeconds: number;
  readonly callsPerMinutePerToken: number;
  readonly tokens: Tokens;
  readonly faults: FaultQueue;
  readonly log: RequestLog;
  /** Connections of requests that will never be answered; one leaves when it is closed. */
  readonly hanging: Set<Socket>;
  readonly nowMs: () => number;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly target: FaultTarget;
}

/** Answers one request, or spoils the answer. Resolves when all is written, or when the caller has gone. */
export async function serveGenesys(
  service: GenesysService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    await respond(service, request, response, gone.signal);
  } catch (cause) {
    if (!gone.signal.aborted) throw cause;
  }
}

async function respond(
  service: GenesysService,
  request: IncomingMessage,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const correlationId = randomUUID();
  response.setHeader('ININ-Correlation-Id', correlationId);
  const call = callOf(request);
  const { target } = call;
  service.log.record(target, { ...call, headers: request.headers, timeMs: service.nowMs() });

  const fault = service.faults.take(target);
  if (fault?.kind === 'hang') {
    service.hanging.add(request.socket);
    gone.addEventListener('abort', () => service.hanging.delete(request.socket));
    return;
  }
  const delayMs = delayOf(service, target, fault);
  if (delayMs > 0) await sleep(delayMs, undefined, { signal: gone });
  const realAnswer = () => answerFor(service, request, call, correlationId);
  if (fault) await sendFaultyAnswer(fault, { target, response, correlationId, gone, realAnswer });
  else sendAnswer(response, await realAnswer());
}

function callOf({ method = '', url = '' }: IncomingMessage): Call {
  const { pathname: path, searchParams: query } = URL.parse(url, NO_ORIGIN) ?? new URL(NO_ORIGIN);
  return { method, path, query, target: path === LOGIN_PATH ? 'login' : 'api' };
}

function delayOf(service: GenesysService, target: FaultTarget, fault: Fault | undefined): number {
  const usualMs = target === 'api' ? service.levers.latencyMs : 0;
  return fault?.kind === 'slow' ? usualMs + fault.delayMs : usualMs;
}

async function answerFor(
  service: GenesysService,
  request: IncomingMessage,
  { method, path, query, target }: Call,
  correlationId: string,
): Promise<GenesysAnswer> {
  const world = { ...service, ...service.levers };
  if (target === 'login') return answerLogin(request, world);
  const { authorization, 'content-type': contentType } = request.headers;
  const body = parsed(await readText(request, BODY_LIMIT_BYTES));
  return answerApi({ method, path, query, body, authorization, contentType, correlationId }, world);
}

function parsed(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
