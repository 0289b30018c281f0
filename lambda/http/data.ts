import { DataActionError } from '../errors.ts';

/** Turns data into the JSON text of a response, and refuses data that Lambda or Genesys would reject. */
export interface DataSerialiser {
  /** Maximum size of the text, in bytes of UTF-8. */
  readonly maxBytes: number;
  /**
   * Returns data as JSON text. Throws `response_too_large`; `requestLess` says which parameters make the data smaller.
   */
  serialise(data: unknown, requestLess?: string): string;
}

/** Lambda's limit on the result of a synchronous invocation, as JSON in UTF-8. */
const RESULT_MAX_BYTES = 6_291_556;
/** The result without its data: status, headers, and the other fields of the body. */
export const RESULT_RESERVE_BYTES = 2048;
/** The other fields of the body. */
export const BODY_RESERVE_BYTES = 128;
/** In JSON text only quotes and backslashes are escaped again, each by one byte; so the result is at most twice as long. */
const MAX_GROWTH = 2;
/** A data action takes 50 levels of nesting. The body around the data is the first. */
const MAX_LEVELS = 49;

/** Creates the serialiser for responses whose body has at most `maxBodyBytes`. */
export function createDataSerialiser(maxBodyBytes: number): DataSerialiser {
  const maxBytes = maxBodyBytes - BODY_RESERVE_BYTES;

  function problemOf(text: string): string | undefined {
    const bytes = Buffer.byteLength(text);
    if (bytes > maxBytes) return `the data is ${bytes} bytes, expected at most ${maxBytes}`;
    const maxInResult = RESULT_MAX_BYTES - RESULT_RESERVE_BYTES;
    if (bytes * MAX_GROWTH <= maxInResult) return undefined;
    const inResult = Buffer.byteLength(JSON.stringify(text));
    if (inResult <= maxInResult) return undefined;
    return `the data is ${bytes} bytes, and ${inResult} as Lambda counts them, expected at most ${maxInResult}`;
  }

  return {
    maxBytes,
    serialise: (data, requestLess) => {
      const isTooDeep = isDeeperThan(MAX_LEVELS, data);
      const text = isTooDeep ? '' : JSON.stringify(data);
      const problem = isTooDeep ? `the data has more than ${MAX_LEVELS} levels of nesting` : problemOf(text);
      if (problem === undefined) return text;
      throw tooLarge(problem, requestLess);
    },
  };
}

/** The error of a problem, with the advice which parameters make the data smaller. */
export function tooLarge(problem: string, requestLess: string | undefined, cause?: unknown): DataActionError {
  const advice = requestLess === undefined ? '' : `; request less: ${requestLess}`;
  return new DataActionError('response_too_large', `${problem}${advice}`, { cause });
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeperThan(levels - 1, child));
}
