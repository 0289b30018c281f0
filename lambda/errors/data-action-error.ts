/** What follows from an error's code alone. */
export interface ErrorTraits {
  /** HTTP status of the response. */
  readonly statusCode: number;
  /** Whether a stale entry may be served instead of the error (RFC 5861): a later request may succeed by itself. */
  readonly staleIfError: boolean;
}

const TRAITS = {
  invalid_json: { statusCode: 400, staleIfError: false },
  invalid_input: { statusCode: 400, staleIfError: false },
  payload_too_large: { statusCode: 413, staleIfError: false },
  unsupported_media_type: { statusCode: 415, staleIfError: false },
  unknown_action: { statusCode: 404, staleIfError: false },
  method_not_allowed: { statusCode: 405, staleIfError: false },
  genesys_authentication_failed: { statusCode: 401, staleIfError: true },
  genesys_permission_denied: { statusCode: 403, staleIfError: false },
  genesys_not_found: { statusCode: 404, staleIfError: false },
  genesys_request_refused: { statusCode: 400, staleIfError: false },
  genesys_rate_limited: { statusCode: 429, staleIfError: true },
  genesys_unavailable: { statusCode: 502, staleIfError: true },
  deadline_exceeded: { statusCode: 504, staleIfError: true },
  forbidden: { statusCode: 403, staleIfError: false },
  cache_unavailable: { statusCode: 503, staleIfError: false },
  internal_error: { statusCode: 500, staleIfError: true },
} as const satisfies Record<string, ErrorTraits>;

/** Every way a data action can fail: the value of `code` in the response. */
export type ErrorCode = keyof typeof TRAITS;

/** Whether a value is an {@link ErrorCode}. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(TRAITS, value);
}

/** What follows from a code. */
export function errorTraits(code: ErrorCode): ErrorTraits {
  return TRAITS[code];
}

/** Every {@link ErrorCode}. */
export const ERROR_CODES = Object.keys(TRAITS).filter(isErrorCode);

/** What sets one error apart beyond its class. */
export interface DataActionErrorOptions extends ErrorOptions {
  /** Whole seconds until another try makes sense, where the other side said so. */
  retryAfterSeconds?: number | undefined;
}

/**
 * An error that becomes an answer. `message` is shown to the caller, so it never holds an upstream's text or
 * a secret; what happened underneath is `cause`, which only the log sees.
 */
export abstract class DataActionError extends Error {
  abstract readonly code: ErrorCode;
  /** HTTP status of the answer. */
  abstract readonly statusCode: number;
  /** Whether the same call may succeed if it is made again within this request. */
  readonly retryable: boolean = false;
  /**
   * Whether another request later may succeed without anybody mending anything in the question: then a stale
   * entry may answer in its place (RFC 5861).
   */
  readonly staleIfError: boolean = false;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { retryAfterSeconds, ...options }: DataActionErrorOptions = {}) {
    super(message, options);
    this.name = new.target.name;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
