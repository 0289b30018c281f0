/** The middle of a sample and how far it spreads. */
export interface Summary {
  readonly median: number;
  /** The quartiles: half of the sample lies between them. */
  readonly p25: number;
  readonly p75: number;
  readonly samples: number;
}

/** Sums a sample up. Throws a RangeError for an empty one. */
export function summarise(sample: readonly number[]): Summary {
  return {
    median: quantile(sample, 0.5),
    p25: quantile(sample, 0.25),
    p75: quantile(sample, 0.75),
    samples: sample.length,
  };
}

/**
 * The value below which the share `q` (0 to 1) of the sample lies, interpolated linearly between neighbours
 * (Hyndman and Fan's definition 7, as in R and NumPy). Throws a RangeError for an empty sample.
 */
export function quantile(sample: readonly number[], q: number): number {
  if (sample.length === 0) throw new RangeError('a quantile of nothing');
  const sorted = sample.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}
