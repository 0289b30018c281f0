import { STATUS_CODES } from 'node:http';
import type { Models } from 'purecloud-platform-client-v2';

/** A response before it is written to a socket. `body` is any JSON value. */
export interface GenesysResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const errors = {
  'bad.request': [400, 'The request could not be understood by the server due to malformed syntax.'],
  'bad.credentials': [401, 'Invalid login credentials.'],
  'authentication.required': [401, 'No authentication bearer token specified in authorization header.'],
  'missing.permissions': [403, 'Unable to perform the requested action.'],
  'not.found': [404, 'The requested resource was not found.'],
  'method.not.allowed': [405, 'The request method is not supported by this resource.'],
  'request.entity.too.large': [413, 'The request body is too large.'],
  'too.many.requests': [429, 'Rate limit exceeded the maximum. Retry the request in [60] seconds'],
  'internal.server.error': [500, 'The server encountered an unexpected condition.'],
  'bad.gateway': [502, 'The upstream server gave an invalid response.'],
  'service.unavailable': [503, 'Service Unavailable - The server is currently unavailable.'],
  'request.timeout': [504, 'The request timed out.'],
} as const;

/** A documented value of `code` in a Genesys error body, for example `too.many.requests`. */
export type GenesysErrorCode = keyof typeof errors;

/** The parts of an error that depend on the call. */
export interface ErrorDetails {
  readonly message?: string;
  readonly messageParams?: Readonly<Record<string, string>>;
  readonly limit?: Models.Limit;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The documented error response for a code; `contextId` is the correlation id of the call. */
export function errorResponse(
  code: GenesysErrorCode,
  contextId: string,
  details: ErrorDetails = {},
): GenesysResponse {
  const [status, message] = errors[code];
  return buildError(status, code, contextId, { message, ...details });
}

/** The error response for a status from 400 to 599. An undocumented status gets its reason phrase as the code. */
export function errorResponseOfStatus(
  status: number,
  contextId: string,
  details?: ErrorDetails,
): GenesysResponse {
  const documented = Object.entries(errors).find(([, [candidate]]) => candidate === status);
  const phrase = STATUS_CODES[status] ?? `Status ${status}`;
  const [code, message] = documented
    ? [documented[0], documented[1][1]]
    : [phrase.toLowerCase().replaceAll(' ', '.'), phrase];
  return buildError(status, code, contextId, { message, ...details });
}

/** The OAuth error response (RFC 6749, section 5.2) with Genesys' extra `description`. */
export function loginError(status: number, error: string, description: string): GenesysResponse {
  return { status, body: { error, description, error_description: description } };
}

function buildError(status: number, code: string, contextId: string, details: ErrorDetails): GenesysResponse {
  const { message = '', messageParams = {}, limit, headers = {} } = details;
  const body: Models.ErrorBody = { message, code, status, messageParams, contextId, details: [], errors: [] };
  return { status, headers, body: limit ? { ...body, limit } : body };
}
