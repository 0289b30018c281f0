import type { MiddlewareObj } from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { DataActionError, InvalidInput, MethodNotAllowed } from '../errors.ts';
import { quoted } from '../runtime/json.ts';
import type { RequestTarget } from '../telemetry/events.ts';

/** API Gateway's event. Its `body` is text until jsonBody() has parsed it, then any JSON value. */
export type HttpEvent = Omit<APIGatewayProxyEvent, 'body'> & { body: unknown };

/** The parts of a request that are read before its body. */
export interface RequestMetadata {
  method: string;
  path: string;
  target: RequestTarget;
  /** The data action that the path names; empty if it names none. */
  action: string;
  /** API Gateway's id, else Lambda's own. */
  requestId: string;
  /** Genesys' `ININ-Correlation-Id`; undefined if it is missing or not safe to echo in a header. */
  correlationId: string | undefined;
  /** The caller wants errors with status 200 (`?errors=body`). */
  errorsInBody: boolean;
}

/** Reads the metadata of an event. Never throws: an event that no route matches gets a response too. */
export function readMetadata(event: Partial<HttpEvent>, lambdaRequestId: string): RequestMetadata {
  const correlationId = headerOf(event.headers, 'inin-correlation-id');
  const { httpMethod: method = '', path = '' } = event;
  const [, fixedPath, action = ''] = PATH.exec(path) ?? [];
  return {
    method,
    path,
    target: action === '' ? (TARGETS.get(fixedPath) ?? 'nothing') : 'data-action',
    action,
    requestId: event.requestContext?.requestId ?? lambdaRequestId,
    correlationId: correlationId !== undefined && SAFE_ID.test(correlationId) ? correlationId : undefined,
    errorsInBody: event.queryStringParameters?.errors === 'body',
  };
}

const SAFE_ID = /^[\w.:-]{1,128}$/;
/** Matches the end of the path: a custom domain may put a base path before it. */
const PATH = /(?:^|\/)(?:(health|dataactions|invalidate)|dataaction\/([^/]+))\/?$/;
const TARGETS = new Map<string | undefined, RequestTarget>([
  ['health', 'health'],
  ['dataactions', 'listing'],
  ['invalidate', 'invalidation'],
]);

/** The routes of one function. */
export interface Routes {
  /** The one method of each target. */
  methods: Partial<Record<RequestTarget, string>>;
  /** Valid paths, for the 404 message. */
  paths: string;
}

/** Routes of the data action function. */
export const DATA_ACTION_ROUTES: Routes = {
  methods: { 'data-action': 'POST', listing: 'GET', health: 'GET' },
  paths: '/dataaction/{action}, /dataactions or /health',
};

/** The route of the invalidation function. */
export const INVALIDATION_ROUTES: Routes = { methods: { invalidation: 'POST' }, paths: '/invalidate' };

/**
 * Throws unless the request matches a route: `unknown_action`, {@link MethodNotAllowed}, or
 * {@link InvalidInput} for a wrong `errors` parameter.
 */
export function checkRoute(
  { target, method, path }: RequestMetadata,
  { queryStringParameters }: Partial<HttpEvent>,
  { methods, paths }: Routes,
): void {
  const allowed = methods[target];
  if (allowed === undefined)
    throw new DataActionError('unknown_action', `no path ${quoted(path)}, expected ${paths}`);
  if (method !== allowed) throw new MethodNotAllowed(method, allowed);
  const errors = queryStringParameters?.errors;
  if (errors !== undefined && errors !== 'body')
    throw new InvalidInput([{ parameter: '?errors', expected: 'expected body or nothing', value: errors }]);
}

/** The value of a header, by its name in lower case; undefined if the event does not have it in any case. */
export function headerOf(
  headers: APIGatewayProxyEvent['headers'] | null | undefined,
  name: string,
): string | undefined {
  for (const key in headers)
    if (key.length === name.length && key.toLowerCase() === name) return headers[key] ?? undefined;
  return undefined;
}

/** The largest request body, in bytes. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** A JSON media type, with or without parameters (RFC 9110, 8.3.1). */
const JSON_MEDIA_TYPE = /^\s*application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i;

/**
 * Middy's JSON body parser with this API's errors: an empty body counts as `{}`, a body without a Content-Type as
 * JSON. Throws `payload_too_large` before anything is parsed, `unsupported_media_type` or
 * `invalid_json`.
 */
export function jsonBody(): MiddlewareObj<HttpEvent> {
  const parser = httpJsonBodyParser<APIGatewayProxyEvent>({ disableContentTypeCheck: true });
  return {
    // Not async, as the parser is not: a promise would cost a turn of the event loop.
    before: (request) => {
      const { event } = request;
      if (!isUnparsed(event)) return;
      const bytes = bodyBytes(event);
      if (bytes > BODY_LIMIT_BYTES)
        throw new DataActionError(
          'payload_too_large',
          `the body is ${bytes} bytes, expected at most ${BODY_LIMIT_BYTES}`,
        );
      if (bytes === 0) {
        request.event.body = {};
        return;
      }
      const mediaType = headerOf(event.headers, 'content-type');
      if (mediaType !== undefined && !JSON_MEDIA_TYPE.test(mediaType))
        throw new DataActionError(
          'unsupported_media_type',
          `Content-Type is ${quoted(mediaType)}, expected application/json`,
        );
      try {
        parser.before?.({ ...request, event });
      } catch (error) {
        throw new DataActionError('invalid_json', `the body is not valid JSON: ${reasonOf(error)}`);
      }
    },
  };
}

function isUnparsed(event: HttpEvent): event is APIGatewayProxyEvent {
  return typeof event.body === 'string' || event.body === null || event.body === undefined;
}

function bodyBytes({ body, isBase64Encoded }: APIGatewayProxyEvent): number {
  return Buffer.byteLength(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
}

/** Middy keeps the JSON parser's own message, which says what is wrong and where, in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, message } = error;
  const hasReason = typeof cause === 'object' && cause !== null && 'message' in cause;
  return hasReason ? String(cause.message) : message;
}
