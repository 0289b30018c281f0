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

/** The body is not JSON. */
export class InvalidJson extends DataActionError {
  readonly code = 'invalid_json';
  readonly statusCode = 400;
}

/** One thing wrong with one parameter. */
export interface InputProblem {
  parameter: string;
  /** What was wrong and what was expected, for example `expected an integer from 1 to 500`. */
  expected: string;
  /** The offending value; left out when the name itself is the problem. */
  value?: unknown;
}

/** Parameters that the action does not take, or not with these values; the message lists every one. */
export class InvalidInput extends DataActionError {
  readonly code = 'invalid_input';
  readonly statusCode = 400;

  constructor(problems: readonly InputProblem[]) {
    super(problems.map(describeProblem).join('; '));
  }
}

/** The body is larger than the endpoint takes. */
export class PayloadTooLarge extends DataActionError {
  readonly code = 'payload_too_large';
  readonly statusCode = 413;

  constructor(bytes: number, limitBytes: number) {
    super(`the body has ${bytes} bytes, at most ${limitBytes} are taken`);
  }
}

/** The body is declared to be something other than JSON. */
export class UnsupportedMediaType extends DataActionError {
  readonly code = 'unsupported_media_type';
  readonly statusCode = 415;

  constructor(mediaType: unknown) {
    super(`Content-Type is ${quoted(mediaType)}, expected application/json`);
  }
}

/** No data action of that name, or no such path at all. */
export class UnknownAction extends DataActionError {
  readonly code = 'unknown_action';
  readonly statusCode = 404;
}

/** The path is right, the method is not. */
export class MethodNotAllowed extends DataActionError {
  readonly code = 'method_not_allowed';
  readonly statusCode = 405;
  /** The one method that the path takes: the value of the `Allow` header (RFC 9110, 10.2.1). */
  readonly allow: string;

  constructor(method: string, allow: string) {
    super(`${method} is not allowed here, use ${allow}`);
    this.allow = allow;
  }
}

/** Genesys refuses our credentials, or they could not be read. */
export class GenesysAuthenticationFailed extends DataActionError {
  readonly code = 'genesys_authentication_failed';
  readonly statusCode = 401;
  override readonly staleIfError = true;
}

/** The OAuth client lacks a permission, or has it in other divisions only; undefined: Genesys names none. */
export class GenesysPermissionDenied extends DataActionError {
  readonly code = 'genesys_permission_denied';
  readonly statusCode = 403;

  constructor(permission: string | undefined, options?: DataActionErrorOptions) {
    const lacking = permission === undefined ? 'may not ask for this' : `lacks the permission ${permission}`;
    super(`the Genesys OAuth client ${lacking}`, options);
  }
}

/** Genesys has no such resource. */
export class GenesysNotFound extends DataActionError {
  readonly code = 'genesys_not_found';
  readonly statusCode = 404;
}

/** Genesys finds the request itself wrong (a 4xx that is neither login, permission, absence nor rate). */
export class GenesysRequestRefused extends DataActionError {
  readonly code = 'genesys_request_refused';
  readonly statusCode = 400;
}

/** Genesys' rate limit is reached and waiting for it would not fit into this request. */
export class GenesysRateLimited extends DataActionError {
  readonly code = 'genesys_rate_limited';
  readonly statusCode = 429;
  override readonly retryable: boolean = true;
  override readonly staleIfError = true;
  /** From 1 on, also where Genesys asked for less or nothing. */
  override readonly retryAfterSeconds: number;

  constructor(message: string, options: DataActionErrorOptions = {}) {
    super(message, options);
    this.retryAfterSeconds = Math.max(1, options.retryAfterSeconds ?? 0);
  }
}

/** The call was not made: Genesys asked all containers to wait, or their common budget is used up. */
export class GenesysCallWithheld extends GenesysRateLimited {
  override readonly retryable = false;

  constructor(waitMs: number) {
    super('no call to Genesys can be made now: its rate limit is reached', {
      retryAfterSeconds: Math.ceil(waitMs / 1000),
    });
  }
}

/** Genesys does not answer, or not with anything that can be read. */
export class GenesysUnavailable extends DataActionError {
  readonly code = 'genesys_unavailable';
  readonly statusCode = 502;
  override readonly retryable = true;
  override readonly staleIfError = true;
}

/** The request's time budget ran out. */
export class DeadlineExceeded extends DataActionError {
  readonly code = 'deadline_exceeded';
  readonly statusCode = 504;
  override readonly staleIfError = true;

  constructor(budgetMs: number) {
    super(`no answer within ${Math.round(budgetMs)} ms`);
  }
}

/** Another API key is needed for this. */
export class Forbidden extends DataActionError {
  readonly code = 'forbidden';
  readonly statusCode = 403;
}

/** Redis could not be told of a change. Nothing else fails for want of Redis. */
export class CacheUnavailable extends DataActionError {
  readonly code = 'cache_unavailable';
  readonly statusCode = 503;
}

/** Genesys failed a moment ago, perhaps in another container, and is not asked again yet: the answer of then. */
export class RememberedFailure extends DataActionError {
  readonly code: ErrorCode;
  readonly statusCode: number;
  override readonly staleIfError: boolean;

  constructor(
    {
      code,
      statusCode,
      staleIfError,
      message,
    }: Pick<DataActionError, 'code' | 'statusCode' | 'staleIfError' | 'message'>,
    options: DataActionErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.statusCode = statusCode;
    this.staleIfError = staleIfError;
  }
}

/** A defect of ours; what it was stands in the log under the request id. */
export class InternalError extends DataActionError {
  readonly code = 'internal_error';
  readonly statusCode = 500;
  override readonly staleIfError = true;

  constructor(cause: unknown) {
    super('something went wrong here; the log has the details under this request id', { cause });
  }
}

/** Any thrown value as an error that can be answered. */
export function asDataActionError(thrown: unknown): DataActionError {
  return thrown instanceof DataActionError ? thrown : new InternalError(thrown);
}

/** A value as it may stand in a message: JSON, at most 80 characters. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

function describeProblem({ parameter, expected, ...rest }: InputProblem): string {
  return 'value' in rest
    ? `${parameter}: ${expected}, got ${quoted(rest.value)}`
    : `${parameter}: ${expected}`;
}
