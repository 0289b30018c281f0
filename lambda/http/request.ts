import type { APIGatewayProxyEvent } from 'aws-lambda';
import { InvalidInput, MethodNotAllowed, UnknownAction } from '../errors/request-errors.ts';
import { quoted } from '../quoted.ts';

/** What is asked of the function that answers. */
export type Route = { to: 'health' } | { to: 'listing' } | { to: 'data-action'; action: string };

/** What every answer to a request needs to know of it. */
export interface RequestHead {
  method: string;
  path: string;
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
  return {
    method: event.httpMethod ?? '',
    path: event.path ?? '',
    requestId: event.requestContext?.requestId ?? lambdaRequestId,
    correlationId: correlationId !== undefined && SAFE_ID.test(correlationId) ? correlationId : undefined,
    errorsInBody: event.queryStringParameters?.errors === 'body',
  };
}

const SAFE_ID = /^[\w.:-]{1,128}$/;
const ROUTE = /(?:^|\/)(?:(health|dataactions)|dataaction\/([^/]+))\/?$/;

/**
 * Which route an event takes, by the end of its path: a custom domain may put a base path before it. Throws
 * {@link UnknownAction}, {@link MethodNotAllowed}, or {@link InvalidInput} for a wrong `errors` parameter.
 */
export function routeOf(event: Partial<APIGatewayProxyEvent>): Route {
  const { path = '' } = event;
  const [, reading, action] = ROUTE.exec(path) ?? [];
  if (reading === undefined && action === undefined)
    throw new UnknownAction(
      `no path ${quoted(path)}, expected /dataaction/{action}, /dataactions or /health`,
    );
  checkRequest(event, reading === undefined ? 'POST' : 'GET');
  if (action !== undefined) return { to: 'data-action', action };
  return { to: reading === 'health' ? 'health' : 'listing' };
}

/**
 * Whether an event takes the one route of the function that invalidates, `POST /invalidate`: throws as
 * {@link routeOf} does if not.
 */
export function checkInvalidationRoute(event: Partial<APIGatewayProxyEvent>): void {
  const { path = '' } = event;
  if (!/(?:^|\/)invalidate\/?$/.test(path))
    throw new UnknownAction(`no path ${quoted(path)}, expected /invalidate`);
  checkRequest(event, 'POST');
}

function checkRequest(
  { httpMethod = '', queryStringParameters }: Partial<APIGatewayProxyEvent>,
  allowed: string,
) {
  if (httpMethod !== allowed) throw new MethodNotAllowed(httpMethod, allowed);
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
