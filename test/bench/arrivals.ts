import { seededRandom } from './random.ts';

/** A request that comes when it comes, whether or not those before it have been answered. */
export interface Arrival {
  /** Milliseconds from the start. */
  readonly atMs: number;
  /** Which key it is for: 0 is the most popular one. */
  readonly key: number;
}

/** How requests come. */
export interface Traffic {
  readonly seed: number;
  readonly perMinute: number;
  readonly durationMs: number;
  readonly keys: number;
}

/**
 * Open-loop traffic: a Poisson process (independent exponential gaps) over keys whose popularity follows Zipf's law
 * with exponent 1 (the second is asked half as often as the first, the third a third). The same for the same seed.
 */
export function arrivalsOf({ seed, perMinute, durationMs, keys }: Traffic): Arrival[] {
  const random = seededRandom(seed);
  const meanGapMs = 60_000 / perMinute;
  const weights = Array.from({ length: keys }, (_, rank) => 1 / (rank + 1));
  const arrivals: Arrival[] = [];
  for (let atMs = gap(); atMs < durationMs; atMs += gap())
    arrivals.push({ atMs, key: pick(weights, random()) });
  return arrivals;

  function gap(): number {
    return -meanGapMs * Math.log(1 - random());
  }
}

function pick(weights: readonly number[], random: number): number {
  let left = random * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return weights.length - 1;
}
