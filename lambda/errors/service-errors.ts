import { DataActionError } from './data-action-error.ts';

/** The request's time budget ran out. */
export class DeadlineExceeded extends DataActionError {
  readonly code = 'deadline_exceeded';
  readonly statusCode = 504;
  override readonly staleIfError = true;

  constructor(budgetMs: number) {
    super(`no answer within ${Math.round(budgetMs)} ms`);
  }
}

/** Redis could not be told of a change. Nothing else fails for want of Redis. */
export class CacheUnavailable extends DataActionError {
  readonly code = 'cache_unavailable';
  readonly statusCode = 503;
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
