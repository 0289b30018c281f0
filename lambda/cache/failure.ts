import { DataActionError, ERRORS, type ErrorCode, isErrorCode } from '../errors.ts';
import { type Backoff, backoffMs } from '../runtime/backoff.ts';
import { parseJson } from '../runtime/json.ts';
import { isOutdatedBy } from './freshness.ts';

/** A remembered failure: the error of a fetch. Everything but its message follows from its code. */
interface FailureRecord {
  code: ErrorCode;
  message: string;
  /** How many fetches in a row have failed, from 1. */
  failures: number;
  /** When the fetch began, in store time. */
  asOfUs: number;
}

/** The bytes of a record: JSON, without the cause of the error. */
export function encodeFailure({ code, message, failures, asOfUs }: FailureRecord): Buffer {
  return Buffer.from(JSON.stringify({ code, message, failures, asOfUs }));
}

/** Reads bytes from a store as untrusted; undefined for nothing and for what is not a record. */
export function decodeFailure(bytes: Buffer | undefined): FailureRecord | undefined {
  const parsed = bytes && parseJson(bytes.toString());
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { code, message, failures, asOfUs }: { [Name in keyof FailureRecord]?: unknown } = parsed;
  if (!isErrorCode(code) || typeof message !== 'string') return undefined;
  if (!isInteger(failures, 1) || !isInteger(asOfUs, 0)) return undefined;
  return { code, message, failures, asOfUs };
}

function isInteger(value: unknown, min: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= min;
}

/** Whether a change outdates a failure. Only definitive results (such as 404) are outdated by one; outages are not. */
export function isOutdatedFailure({ code, asOfUs }: FailureRecord, changedAtUs: number): boolean {
  return !ERRORS[code].staleIfError && isOutdatedBy(changedAtUs, asOfUs);
}

/** The remembered failure as an error; its `Retry-After` is what is left of the back-off, rounded up. */
export function rememberedError({ code, message }: FailureRecord, leftMs: number): DataActionError {
  const retryAfterSeconds = Math.ceil(leftMs / 1000);
  // In the log, the cause tells it from a new failure.
  return new DataActionError(code, message, { retryable: false, retryAfterSeconds, cause: 'remembered' });
}

/** Half to all of 1 s, 2 s, 4 s and so on up to 30 s. */
const BACKOFF: Backoff = { firstMs: 1000, maxMs: 30_000, jitter: 0.5 };

/** How long a failure is remembered. */
interface FailedFetch {
  error: DataActionError;
  /** How many fetches in a row have failed, this one included. */
  failures: number;
  /** How long a 404 of the origin is remembered. */
  negativeSeconds: number;
  /** In [0, 1). */
  random: number;
}

/**
 * For how long no container calls the origin after a failure, in milliseconds: an exponential back-off with jitter, or
 * the origin's `Retry-After` if that is longer. A 404 is a result and is kept for `negativeSeconds` (negative caching).
 */
export function failureWindowMs({ error, failures, negativeSeconds, random }: FailedFetch): number {
  if (error.code === 'genesys_not_found') return negativeSeconds * 1000;
  const windowMs = Math.round(backoffMs(BACKOFF, failures, random));
  return Math.max(windowMs, (error.retryAfterSeconds ?? 0) * 1000);
}
