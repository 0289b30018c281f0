import { DataActionError, type ErrorCode } from '../../lambda/errors.ts';

/** The code of what was thrown; undefined for anything but a DataActionError. */
export function codeOf(thrown: unknown): ErrorCode | undefined {
  return thrown instanceof DataActionError ? thrown.code : undefined;
}
