import { type ErrorCode, isErrorCode, ERRORS as TRAITS } from '../../lambda/errors.ts';

/** The status of an error, and when it is returned. */
interface DocumentedError {
  readonly status: number;
  readonly when: string;
}

const WHEN: Readonly<Record<ErrorCode, string>> = {
  invalid_json: 'the body is not a JSON object',
  invalid_input: 'a parameter is wrong; the message lists every problem with its value',
  genesys_request_refused: 'Genesys rejects a parameter',
  genesys_authentication_failed: 'Genesys refuses the OAuth client, or its secret cannot be read',
  action_off: 'the data action is off; the message names the setting that switches it on',
  forbidden: 'the API key is missing, wrong or not valid for this path',
  genesys_permission_denied: 'the OAuth client lacks the permission that the message names',
  unknown_action: 'the data action or path does not exist',
  genesys_not_found: 'the requested object does not exist in Genesys',
  method_not_allowed: 'the path does not support this method; the header `Allow` lists the supported ones',
  payload_too_large: 'the body is larger than 64 KB',
  unsupported_media_type: 'the Content-Type is not `application/json`',
  response_too_large:
    'the data is larger than `RESPONSE_MAX_BYTES` or nested too deeply for a data action, or Genesys sent more than `GENESYS_MAX_RESPONSE_BYTES`; the message says what to request instead',
  genesys_data_unsupported:
    'Genesys sent something that cannot be evaluated, for example an invalid recurrence rule, or too many members of a queue; the message names it',
  genesys_rate_limited:
    "Genesys' rate limit, or the cache's own below it, is reached; `Retry-After` says when to try again",
  internal_error: 'a bug; the log line with this `requestId` has the details',
  genesys_unavailable: 'Genesys fails, does not respond or sends an unreadable response, after retries',
  cache_unavailable: 'Redis did not store the change (only `POST /invalidate`)',
  deadline_exceeded: 'the request took longer than `REQUEST_TIMEOUT_MS`',
};

/** Every error of the function, by code. */
export const ERRORS: Readonly<Record<string, DocumentedError>> = Object.fromEntries(
  Object.keys(TRAITS)
    .filter(isErrorCode)
    .map((code) => [code, { status: TRAITS[code].statusCode, when: WHEN[code] }]),
);

/** The errors that only API Gateway returns, always with their own status. */
export const GATEWAY_ERRORS: Readonly<Record<string, DocumentedError>> = {
  request_refused: {
    status: 403,
    when: 'the source address is not allowed, or WAF blocks the request (only from API Gateway)',
  },
  rate_limited: { status: 429, when: 'the usage plan is exceeded (only from API Gateway)' },
};

/** The error codes of each status, in ascending order, each with its meaning. */
export function errorsByStatus(): Map<number, string[]> {
  const lines = new Map<number, string[]>();
  for (const [code, { status, when }] of Object.entries({ ...ERRORS, ...GATEWAY_ERRORS }))
    lines.set(status, [...(lines.get(status) ?? []), `\`${code}\`: ${when}.`]);
  return new Map([...lines].sort(([one], [other]) => one - other));
}
