/** How delays grow with each failure in a row. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
  /** The share of a delay that is random, from 0 (none) to 1 (full jitter: the delay may be 0). */
  readonly jitter: number;
}

/**
 * The delay after the n-th failure in a row, in milliseconds: exponential from `firstMs` up to `maxMs`, less a random
 * part of up to `jitter` of it. `attempt` counts from 1; `random` is in [0, 1).
 */
export function backoffMs({ firstMs, maxMs, jitter }: Backoff, attempt: number, random: number): number {
  const delayMs = Math.min(maxMs, firstMs * 2 ** (attempt - 1));
  return delayMs * (1 - jitter + jitter * random);
}
