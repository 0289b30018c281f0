import type { ErrorCode } from '../../lambda/errors/data-action-error.ts';

/** What makes the function answer with an error, and with which status. */
interface DocumentedError {
  readonly status: number;
  readonly when: string;
}

/** Every error of the function, by its code. */
export const ERRORS: Readonly<Record<ErrorCode, DocumentedError>> = {
  invalid_json: { status: 400, when: 'the body is not a JSON object' },
  invalid_input: {
    status: 400,
    when: 'parameters are wrong; the message lists every problem with its value',
  },
  genesys_request_refused: { status: 400, when: 'Genesys rejects a parameter' },
  genesys_authentication_failed: {
    status: 401,
    when: 'Genesys refuses the OAuth client, or its secret cannot be read',
  },
  forbidden: { status: 403, when: 'the API key is missing, wrong or not valid for this path' },
  genesys_permission_denied: {
    status: 403,
    when: 'the OAuth client lacks the permission that the message names',
  },
  unknown_action: { status: 404, when: 'the data action or path does not exist' },
  genesys_not_found: { status: 404, when: 'Genesys has not found the resource' },
  method_not_allowed: { status: 405, when: 'the path takes another method, which the header `Allow` names' },
  payload_too_large: { status: 413, when: 'the body is larger than 64 KB' },
  unsupported_media_type: { status: 415, when: 'the Content-Type is not `application/json`' },
  genesys_rate_limited: {
    status: 429,
    when: "Genesys' rate limit is reached; `Retry-After` says when to try again",
  },
  internal_error: { status: 500, when: 'a bug; the log has details under the `requestId`' },
  genesys_unavailable: {
    status: 502,
    when: 'Genesys fails, does not respond or sends an unreadable response, after retries',
  },
  cache_unavailable: { status: 503, when: 'Redis did not take the change (`POST /invalidate` only)' },
  deadline_exceeded: { status: 504, when: 'the request timeout has passed' },
};

/** The errors that only API Gateway gives, always with their own status. */
export const GATEWAY_ERRORS: Readonly<Record<string, DocumentedError>> = {
  request_refused: {
    status: 403,
    when: 'API Gateway: the source address is not allowed, or WAF blocks the request',
  },
  rate_limited: { status: 429, when: 'API Gateway: the usage plan is exceeded' },
};

/** All codes, for each status, with what each means. */
export function errorsByStatus(): Map<number, string[]> {
  const lines = new Map<number, string[]>();
  for (const [code, { status, when }] of Object.entries({ ...ERRORS, ...GATEWAY_ERRORS }))
    lines.set(status, [...(lines.get(status) ?? []), `\`${code}\`: ${when}.`]);
  return new Map([...lines].sort(([one], [other]) => one - other));
}
