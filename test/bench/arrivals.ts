import { seededRandom } from '../soak/random.ts';

/** A request of open-loop traffic, which is due whether or not earlier requests have ended. */
export interface Arrival {
  /** Milliseconds from the start. */
  readonly atMs: number;
  /** The rank of its key; 0 is the most popular one. */
  readonly key: number;
}

/** The shape of the traffic. */
export interface Traffic {
  readonly seed: number;
  readonly perMinute: number;
  readonly durationMs: number;
  readonly keys: number;
}

/**
 * Poisson arrivals (independent exponential gaps) over keys whose popularity follows Zipf's law with exponent 1: the
 * second key gets half as many requests as the first, the third a third. The same for the same seed.
 */
export function arrivalsOf({ seed, perMinute, durationMs, keys }: Traffic): Arrival[] {
  const random = seededRandom(seed);
  const meanGapMs = 60_000 / perMinute;
  const gapMs = () => -meanGapMs * Math.log(1 - random());
  const weights = Array.from({ length: keys }, (_, rank) => 1 / (rank + 1));
  const arrivals: Arrival[] = [];
  for (let atMs = gapMs(); atMs < durationMs; atMs += gapMs())
    arrivals.push({ atMs, key: pick(weights, random()) });
  return arrivals;
}

function pick(weights: readonly number[], random: number): number {
  let left = random * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return weights.length - 1;
}
