import {
  DataActionError,
  type DataActionErrorOptions,
  type ErrorCode,
  errorTraits,
} from './data-action-error.ts';

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

/** A fetch failed shortly before, perhaps in another container, and its back-off is not over: the same error again. */
export class RememberedFailure extends DataActionError {
  readonly code: ErrorCode;
  readonly statusCode: number;
  override readonly staleIfError: boolean;

  constructor(code: ErrorCode, message: string, options: DataActionErrorOptions) {
    super(message, options);
    const { statusCode, staleIfError } = errorTraits(code);
    this.code = code;
    this.statusCode = statusCode;
    this.staleIfError = staleIfError;
  }
}
