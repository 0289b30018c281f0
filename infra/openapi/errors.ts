import type { ErrorCode } from '../../lambda/errors/data-action-error.ts';

/** What makes the function answer with an error, and with which status. */
interface DocumentedError {
  readonly status: number;
  readonly when: string;
}

/** Every error of the function, by its code. */
export const ERRORS: Readonly<Record<ErrorCode, DocumentedError>> = {
  invalid_json: { status: 400, when: 'the body is not a JSON object' },
  invalid_input: { status: 400, when: 'parameters are wrong; the message lists every problem' },
  genesys_request_refused: { status: 400, when: 'Genesys finds a parameter wrong' },
  genesys_authentication_failed: { status: 401, when: 'Genesys refuses the OAuth client' },
  forbidden: { status: 403, when: 'the API key is missing or wrong' },
  genesys_permission_denied: { status: 403, when: 'the OAuth client lacks the permission' },
  unknown_action: { status: 404, when: 'there is no such path' },
  genesys_not_found: { status: 404, when: 'Genesys has no such thing' },
  method_not_allowed: { status: 405, when: 'the path takes another method' },
  payload_too_large: { status: 413, when: 'the body is too large' },
  unsupported_media_type: { status: 415, when: 'the body is not declared to be JSON' },
  genesys_rate_limited: { status: 429, when: "Genesys' rate limit is reached" },
  internal_error: { status: 500, when: 'something went wrong here' },
  genesys_unavailable: { status: 502, when: 'Genesys does not answer, or not readably' },
  cache_unavailable: { status: 503, when: 'Redis could not be told of the change' },
  deadline_exceeded: { status: 504, when: 'there was no answer in time' },
};

/** The errors that only API Gateway gives, always with their own status. */
export const GATEWAY_ERRORS: Readonly<Record<string, DocumentedError>> = {
  request_refused: { status: 403, when: 'the caller may not call' },
  rate_limited: { status: 429, when: 'the usage plan has no more for now' },
};

/** All codes, for each status, with what each means. */
export function errorsByStatus(): Map<number, string[]> {
  const lines = new Map<number, string[]>();
  for (const [code, { status, when }] of Object.entries({ ...ERRORS, ...GATEWAY_ERRORS }))
    lines.set(status, [...(lines.get(status) ?? []), `\`${code}\`: ${when}.`]);
  return new Map([...lines].sort(([one], [other]) => one - other));
}
