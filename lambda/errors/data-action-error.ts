/** Every way a data action can fail, as the caller sees it: the value of `code` in the answer. */
export const ERROR_CODES = [
  'invalid_json',
  'invalid_input',
  'payload_too_large',
  'unsupported_media_type',
  'unknown_action',
  'method_not_allowed',
  'genesys_authentication_failed',
  'genesys_permission_denied',
  'genesys_not_found',
  'genesys_request_refused',
  'genesys_rate_limited',
  'genesys_unavailable',
  'deadline_exceeded',
  'forbidden',
  'cache_unavailable',
  'internal_error',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Whether a value is one of the codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return ERROR_CODES.some((code) => code === value);
}

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
