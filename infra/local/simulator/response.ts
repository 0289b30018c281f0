import { STATUS_CODES } from 'node:http';
import type { Models } from 'purecloud-platform-client-v2';

/** What an endpoint says, before it is put on a socket. `body` is any JSON value. */
export interface GenesysAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const refusals = {
  'bad.request': [400, 'The request could not be understood by the server due to malformed syntax.'],
  'bad.credentials': [401, 'Invalid login credentials.'],
  'authentication.required': [401, 'No authentication bearer token specified in authorization header.'],
  'missing.permissions': [403, 'Unable to perform the requested action.'],
  'not.found': [404, 'The requested resource was not found.'],
  'method.not.allowed': [405, 'The request method is not supported by this resource.'],
  'request.entity.too.large': [413, 'The request body is too large.'],
  'too.many.requests': [429, 'Rate limit exceeded the maximum. Retry the request in [60] seconds'],
  'internal.server.error': [500, 'The server encountered an unexpected condition.'],
  'bad.gateway': [502, 'The upstream server gave an invalid answer.'],
  'service.unavailable': [503, 'Service Unavailable - The server is currently unavailable.'],
  'request.timeout': [504, 'The request timed out.'],
} as const;

/** A documented value of `code` in a Genesys error body, for example `too.many.requests`. */
export type RefusalCode = keyof typeof refusals;

/** The parts of a refusal that depend on the call. */
export interface RefusalDetails {
  readonly message?: string;
  readonly messageParams?: Readonly<Record<string, string>>;
  readonly limit?: Models.Limit;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The documented error answer of a code; `contextId` is the call's correlation id. */
export function refusal(code: RefusalCode, contextId: string, details: RefusalDetails = {}): GenesysAnswer {
  const [status, message] = refusals[code];
  return errorAnswer(status, code, contextId, { message, ...details });
}

/** The error answer of any status from 400 to 599; undocumented ones get a code made of the reason phrase. */
export function refusalOfStatus(status: number, contextId: string, details?: RefusalDetails): GenesysAnswer {
  const documented = Object.entries(refusals).find(([, [refused]]) => refused === status);
  const phrase = STATUS_CODES[status] ?? `Status ${status}`;
  const [code, message] = documented
    ? [documented[0], documented[1][1]]
    : [phrase.toLowerCase().replaceAll(' ', '.'), phrase];
  return errorAnswer(status, code, contextId, { message, ...details });
}

/** The OAuth error answer (RFC 6749, section 5.2) with Genesys' extra `description`. */
export function loginRefusal(status: number, error: string, description: string): GenesysAnswer {
  return { status, body: { error, description, error_description: description } };
}

function errorAnswer(
  status: number,
  code: string,
  contextId: string,
  details: RefusalDetails,
): GenesysAnswer {
  const { message = '', messageParams = {}, limit, headers = {} } = details;
  const body: Models.ErrorBody = { message, code, status, messageParams, contextId, details: [], errors: [] };
  return { status, headers, body: limit ? { ...body, limit } : body };
}
