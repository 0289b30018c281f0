import { type DataActionError, isErrorCode } from '../errors/data-action-error.ts';
import { RememberedFailure } from '../errors/genesys-errors.ts';
import { parseJson } from '../runtime/json.ts';
import { isOutdatedBy } from './freshness.ts';

/** A failure as it is remembered. */
export interface FailureRecord {
  /** The answer that it was. */
  error: Pick<DataActionError, 'code' | 'statusCode' | 'staleIfError' | 'message'>;
  /** How often in a row. */
  failures: number;
  /** When the fetch that failed began, in store time. */
  asOfUs: number;
}

/** The bytes of a record: JSON, without what caused the failure. */
export function encodeFailure({ error, failures, asOfUs }: FailureRecord): Buffer {
  const { code, statusCode, staleIfError, message } = error;
  return Buffer.from(JSON.stringify({ code, statusCode, staleIfError, message, failures, asOfUs }));
}

/** Reads what a store gave back, as untrusted bytes; undefined for nothing and for what is no record. */
export function decodeFailure(bytes: Buffer | undefined): FailureRecord | undefined {
  const parsed = bytes && parseJson(bytes.toString());
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { code, statusCode, staleIfError, message, failures, asOfUs } = parsed as Record<string, unknown>;
  if (!isErrorCode(code) || typeof message !== 'string' || typeof staleIfError !== 'boolean')
    return undefined;
  if (!isInteger(statusCode, 400, 599) || !isInteger(failures, 1, Number.MAX_SAFE_INTEGER)) return undefined;
  if (!isInteger(asOfUs, 0, Number.MAX_SAFE_INTEGER)) return undefined;
  return { error: { code, statusCode, staleIfError, message }, failures, asOfUs };
}

/**
 * Whether a change may have made an end of a failure: of one that was an answer, such as that there is no such thing.
 * What kept Genesys from answering is no better for a change.
 */
export function isOutdated({ error, asOfUs }: FailureRecord, changedAtUs: number): boolean {
  return !error.staleIfError && isOutdatedBy(changedAtUs, asOfUs);
}

/** The remembered failure as the error it was; asking again makes sense once `leftMs` have passed. */
export function recall({ error }: FailureRecord, leftMs: number): RememberedFailure {
  return new RememberedFailure(error, { retryAfterSeconds: Math.ceil(leftMs / 1000) });
}

function isInteger(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
