import { DataActionError, ERRORS, type ErrorCode, isErrorCode } from '../errors.ts';
import { type Backoff, backoffMs } from '../runtime/backoff.ts';
import { parseJson } from '../runtime/json.ts';
import type { StoredFailure } from './store.ts';

/** A remembered failure: the error of a fetch. Everything but its message follows from its code. */
interface FailureRecord {
  code: ErrorCode;
  message: string;
  /** How many fetches in a row have failed, from 1. */
  failures: number;
  /** The combined version of the tags (see keys.ts) when the fetch began. */
  tagsVersion: string;
  /** How long the fetch was given before it was ended, in milliseconds; undefined if it failed by itself. */
  timedOutAfterMs?: number | undefined;
}

/** The bytes of a record: JSON, without the cause of the error. */
export function encodeFailure(failure: FailureRecord): Buffer {
  const { code, message, failures, tagsVersion, timedOutAfterMs } = failure;
  return Buffer.from(JSON.stringify({ code, message, failures, tagsVersion, timedOutAfterMs }));
}

/** Reads bytes from a store as untrusted; undefined for nothing and for what is not a record. */
export function decodeFailure(bytes: Buffer | undefined): FailureRecord | undefined {
  const parsed = bytes && parseJson(bytes.toString());
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const fields: { [Name in keyof FailureRecord]?: unknown } = parsed;
  const { code, message, failures, tagsVersion, timedOutAfterMs } = fields;
  if (!isErrorCode(code) || typeof message !== 'string' || typeof tagsVersion !== 'string') return undefined;
  if (!isInteger(failures, 1)) return undefined;
  if (timedOutAfterMs !== undefined && !isInteger(timedOutAfterMs, 0)) return undefined;
  return { code, message, failures, tagsVersion, timedOutAfterMs };
}

function isInteger(value: unknown, min: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= min;
}

/** Whether a change outdates a failure. Only definitive results (such as 404) are outdated by one; outages are not. */
export function isOutdatedFailure(
  { code, tagsVersion }: FailureRecord,
  current: string | undefined,
): boolean {
  return !ERRORS[code].staleIfError && tagsVersion !== current;
}

/** How long a failure counts for the back-off of the next one, after its own back-off. */
export const FAILURE_MEMORY_MS = 60_000;

/** What a fetch takes into account of the failure before it. */
export interface LastFailure {
  /** How many fetches in a row have failed; 0 if the last one is long ago. */
  failures: number;
  /** How long a fetch was given that took longer; 0 if the last one did not end that way. */
  timedOutAfterMs: number;
}

/** Reads the failure that a store remembers; undefined if it cannot be read. */
export function lastFailure({ record, leftMs }: StoredFailure): LastFailure | undefined {
  const failure = decodeFailure(record);
  if (failure === undefined) return undefined;
  const isRecent = leftMs > -FAILURE_MEMORY_MS;
  return { failures: isRecent ? failure.failures : 0, timedOutAfterMs: failure.timedOutAfterMs ?? 0 };
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
