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
  /** The timeout that ended the fetch, in milliseconds; undefined if it failed for another reason. */
  timedOutAfterMs?: number | undefined;
}

/** The bytes of a record: JSON, without the cause of the error. */
export function encodeFailure(failure: FailureRecord): Buffer {
  const { code, message, failures, tagsVersion, timedOutAfterMs } = failure;
  return Buffer.from(JSON.stringify({ code, message, failures, tagsVersion, timedOutAfterMs }));
}

/** Reads untrusted bytes from a store. Returns undefined if there are none or if they are not a record. */
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

/** Whether an invalidation ends a failure. It ends only definitive results (such as 404), not outages. */
export function isOutdatedFailure(
  { code, tagsVersion }: FailureRecord,
  current: string | undefined,
): boolean {
  return !ERRORS[code].staleIfError && tagsVersion !== current;
}

/** How long after its back-off a failure still lengthens the back-off of the next one. */
export const FAILURE_MEMORY_MS = 60_000;

/** What the next fetch needs to know about the last failure. */
export interface LastFailure {
  /** How many fetches in a row have failed; 0 if the last failure is older than {@link FAILURE_MEMORY_MS}. */
  failures: number;
  /** The timeout that ended the last fetch, in milliseconds; 0 if it did not time out. */
  timedOutAfterMs: number;
}

/** Reads a remembered failure; returns undefined if it cannot be read. */
export function lastFailure({ record, leftMs }: StoredFailure): LastFailure | undefined {
  const failure = decodeFailure(record);
  if (failure === undefined) return undefined;
  const isRecent = leftMs > -FAILURE_MEMORY_MS;
  return { failures: isRecent ? failure.failures : 0, timedOutAfterMs: failure.timedOutAfterMs ?? 0 };
}

/** The remembered failure as an error; its `Retry-After` is the rest of the back-off, rounded up. */
export function rememberedError({ code, message }: FailureRecord, leftMs: number): DataActionError {
  const retryAfterSeconds = Math.ceil(leftMs / 1000);
  // In the log, this cause distinguishes it from a new failure.
  return new DataActionError(code, message, { retryable: false, retryAfterSeconds, cause: 'remembered' });
}

/** Half to all of 1 s, 2 s, 4 s and so on up to 30 s. */
const BACKOFF: Backoff = { firstMs: 1000, maxMs: 30_000, jitter: 0.5 };

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
 * The time after a failure, in milliseconds, during which no container calls the origin: an exponential back-off with
 * jitter, or the origin's `Retry-After` if that is longer. A 404 is a result and is kept for `negativeSeconds` (negative caching).
 */
export function failureWindowMs({ error, failures, negativeSeconds, random }: FailedFetch): number {
  if (error.code === 'genesys_not_found') return negativeSeconds * 1000;
  const windowMs = Math.round(backoffMs(BACKOFF, failures, random));
  return Math.max(windowMs, (error.retryAfterSeconds ?? 0) * 1000);
}
