/**
 * The value below which the share `q` (0 to 1) of the numbers lies, interpolated linearly between neighbours
 * (Hyndman and Fan's definition 7, as in R and NumPy). Throws a RangeError for an empty list.
 */
export function quantile(numbers: readonly number[], q: number): number {
  if (numbers.length === 0) throw new RangeError('a quantile of an empty list');
  const sorted = numbers.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

/** The middle of the numbers. Throws a RangeError for an empty list. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}
