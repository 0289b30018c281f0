import type { APIGatewayProxyEvent } from 'aws-lambda';
import { InvalidInput, MethodNotAllowed, UnknownAction } from '../errors/request-errors.ts';
import { quoted } from '../quoted.ts';
import type { RequestTarget } from '../telemetry/telemetry.ts';

/** What every answer to a request needs to know of it. */
export interface RequestHead {
  method: string;
  path: string;
  target: RequestTarget;
  /** The data action that the path names; empty where it names none. */
  action: string;
  /** API Gateway's, else Lambda's own. */
  requestId: string;
  /** Genesys' `ININ-Correlation-Id`, if it is fit to be echoed. */
  correlationId: string | undefined;
  /** The caller wants errors with status 200 (`?errors=body`). */
  errorsInBody: boolean;
}

/** Reads the head of an event. Never throws: also an event that cannot be routed gets an answer. */
export function readHead(event: Partial<APIGatewayProxyEvent>, lambdaRequestId: string): RequestHead {
  const correlationId = headerOf(event.headers, 'inin-correlation-id');
  const { httpMethod: method = '', path = '' } = event;
  const [, reading, action = ''] = PATH.exec(path) ?? [];
  return {
    method,
    path,
    target: action === '' ? (TARGETS.get(reading) ?? 'nothing') : 'data-action',
    action,
    requestId: event.requestContext?.requestId ?? lambdaRequestId,
    correlationId: correlationId !== undefined && SAFE_ID.test(correlationId) ? correlationId : undefined,
    errorsInBody: event.queryStringParameters?.errors === 'body',
  };
}

const SAFE_ID = /^[\w.:-]{1,128}$/;
/** By the end of the path: a custom domain may put a base path before it. */
const PATH = /(?:^|\/)(?:(health|dataactions|invalidate)|dataaction\/([^/]+))\/?$/;
const TARGETS = new Map<string | undefined, RequestTarget>([
  ['health', 'health'],
  ['dataactions', 'listing'],
  ['invalidate', 'invalidation'],
]);

/** What a function can be asked for. */
export interface Routes {
  /** The one method of each target. */
  methods: Partial<Record<RequestTarget, string>>;
  /** Their paths, for who takes another one. */
  paths: string;
}

/** The routes of the function that answers. */
export const ANSWERING: Routes = {
  methods: { 'data-action': 'POST', listing: 'GET', health: 'GET' },
  paths: '/dataaction/{action}, /dataactions or /health',
};

/** The one route of the function that invalidates. */
export const INVALIDATING: Routes = { methods: { invalidation: 'POST' }, paths: '/invalidate' };

/**
 * Whether a request takes one of the routes: throws {@link UnknownAction} or {@link MethodNotAllowed} if not, or
 * {@link InvalidInput} for a wrong `errors` parameter.
 */
export function checkRoute(
  { target, method, path }: RequestHead,
  { queryStringParameters }: Partial<APIGatewayProxyEvent>,
  { methods, paths }: Routes,
): void {
  const allowed = methods[target];
  if (allowed === undefined) throw new UnknownAction(`no path ${quoted(path)}, expected ${paths}`);
  if (method !== allowed) throw new MethodNotAllowed(method, allowed);
  const errors = queryStringParameters?.errors;
  if (errors !== undefined && errors !== 'body')
    throw new InvalidInput([{ parameter: '?errors', expected: 'expected body or nothing', value: errors }]);
}

/** A header's value by its lower-case name, whatever the casing of the event's; undefined for null headers. */
export function headerOf(
  headers: APIGatewayProxyEvent['headers'] | null | undefined,
  name: string,
): string | undefined {
  for (const key in headers)
    if (key.length === name.length && key.toLowerCase() === name) return headers[key] ?? undefined;
  return undefined;
}
