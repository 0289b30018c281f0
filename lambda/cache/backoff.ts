import type { DataActionError } from '../errors/data-action-error.ts';

const FIRST_MS = 1000;
const MOST_MS = 30_000;

/** What the length of a back-off window rests on. */
export interface FailedFetch {
  error: DataActionError;
  /** How often in a row it has failed, this time included. */
  failures: number;
  /** How long it is remembered that Genesys has no such thing. */
  negativeSeconds: number;
  /** In [0, 1). */
  random: number;
}

/**
 * How long nobody asks again after a failure, in milliseconds: half to all of 1 s, 2 s, 4 s and so on up to 30 s,
 * but at least what Genesys asked for with `Retry-After`. That there is no such thing is an answer, and is kept
 * for `negativeSeconds` (RFC 9111 would call it a cached 404).
 */
export function backoffWindowMs({ error, failures, negativeSeconds, random }: FailedFetch): number {
  if (error.code === 'genesys_not_found') return negativeSeconds * 1000;
  const exponentialMs = Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1));
  const jitteredMs = Math.round(exponentialMs * (0.5 + 0.5 * random));
  return Math.max(jitteredMs, (error.retryAfterSeconds ?? 0) * 1000);
}
