import { quoted } from './runtime/json.ts';

/** How a caller, a retry and the cache treat an error. */
interface ErrorTraits {
  /** HTTP status of the response. */
  readonly statusCode: number;
  /** Whether the same call may succeed if it is repeated within this request. */
  readonly retryable: boolean;
  /** Whether a stale entry may be served instead (RFC 5861): a later request may succeed by itself. */
  readonly staleIfError: boolean;
}

const FINAL = { retryable: false, staleIfError: false } as const;
const TRANSIENT = { retryable: false, staleIfError: true } as const;
const RETRYABLE = { retryable: true, staleIfError: true } as const;

/** Every way a request can fail, by the `code` in the response; infra/openapi/errors.ts describes each. */
export const ERRORS = {
  invalid_json: { statusCode: 400, ...FINAL },
  invalid_input: { statusCode: 400, ...FINAL },
  genesys_request_refused: { statusCode: 400, ...FINAL },
  genesys_authentication_failed: { statusCode: 401, ...TRANSIENT },
  action_off: { statusCode: 403, ...FINAL },
  forbidden: { statusCode: 403, ...FINAL },
  genesys_permission_denied: { statusCode: 403, ...FINAL },
  unknown_action: { statusCode: 404, ...FINAL },
  genesys_not_found: { statusCode: 404, ...FINAL },
  method_not_allowed: { statusCode: 405, ...FINAL },
  payload_too_large: { statusCode: 413, ...FINAL },
  unsupported_media_type: { statusCode: 415, ...FINAL },
  response_too_large: { statusCode: 422, ...FINAL },
  genesys_data_unsupported: { statusCode: 422, ...FINAL },
  genesys_rate_limited: { statusCode: 429, ...RETRYABLE },
  internal_error: { statusCode: 500, ...TRANSIENT },
  genesys_unavailable: { statusCode: 502, ...RETRYABLE },
  cache_unavailable: { statusCode: 503, ...FINAL },
  deadline_exceeded: { statusCode: 504, ...TRANSIENT },
} as const satisfies Readonly<Record<string, ErrorTraits>>;

/** One of the keys of {@link ERRORS}. */
export type ErrorCode = keyof typeof ERRORS;

/** Whether a value is the code of an error. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}

/** How an error differs from others with its code. */
interface DataActionErrorOptions extends ErrorOptions {
  /** Whole seconds until a retry can succeed; at least 1 for `genesys_rate_limited`. */
  retryAfterSeconds?: number | undefined;
  /** False if a retry is pointless although the code is retryable. */
  retryable?: false;
  /** True if another container may succeed now, so that the failure is not remembered for all. */
  isContainerOnly?: true;
}

/**
 * An error that becomes a response. The caller sees `message`, so it never holds a secret or the text of an upstream
 * error; only the log sees `cause`.
 */
export class DataActionError extends Error {
  override readonly name: string = 'DataActionError';
  readonly code: ErrorCode;
  readonly statusCode: number;
  readonly retryable: boolean;
  readonly staleIfError: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly isContainerOnly: boolean;

  constructor(code: ErrorCode, message: string, options: DataActionErrorOptions = {}) {
    const { retryAfterSeconds, retryable, isContainerOnly = false, ...errorOptions } = options;
    super(message, errorOptions);
    const traits: ErrorTraits = ERRORS[code];
    this.code = code;
    this.statusCode = traits.statusCode;
    this.retryable = retryable ?? traits.retryable;
    this.staleIfError = traits.staleIfError;
    this.isContainerOnly = isContainerOnly;
    this.retryAfterSeconds =
      code === 'genesys_rate_limited' ? Math.max(1, retryAfterSeconds ?? 0) : retryAfterSeconds;
  }
}

/** One thing wrong with one parameter. */
export interface InputProblem {
  parameter: string;
  /** What was expected, for example `expected an integer from 1 to 500`. */
  expected: string;
  /** The offending value; absent when the name itself is the problem. */
  value?: unknown;
}

/** Invalid parameters; the message lists every problem. */
export class InvalidInput extends DataActionError {
  override readonly name = 'InvalidInput';

  constructor(problems: readonly InputProblem[]) {
    super('invalid_input', problems.map(describeProblem).join('; '));
  }
}

function describeProblem({ parameter, expected, ...rest }: InputProblem): string {
  return 'value' in rest
    ? `${parameter}: ${expected}, got ${quoted(rest.value)}`
    : `${parameter}: ${expected}`;
}

/** The path exists, but not with this method. */
export class MethodNotAllowed extends DataActionError {
  override readonly name = 'MethodNotAllowed';
  /** The one method of the path: the value of the `Allow` header (RFC 9110, 10.2.1). */
  readonly allow: string;

  constructor(method: string, allow: string) {
    super('method_not_allowed', `${method} is not allowed here, use ${allow}`);
    this.allow = allow;
  }
}

/** Any thrown value as an error with a code; `internal_error` for everything else. */
export function asDataActionError(thrown: unknown): DataActionError {
  if (thrown instanceof DataActionError) return thrown;
  return new DataActionError(
    'internal_error',
    'unexpected error; the log has the details under this request id',
    {
      cause: thrown,
    },
  );
}
