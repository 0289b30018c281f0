import { DataActionError, type ErrorCode } from '../../lambda/errors.ts';

/** The code of a DataActionError; undefined for any other thrown value. */
export function codeOf(thrown: unknown): ErrorCode | undefined {
  return thrown instanceof DataActionError ? thrown.code : undefined;
}
