/** What one contender took, round by round. */
export interface Measured {
  name: string;
  pollMs: number[];
  answerMs: number[];
  cpuMs: number[];
}

/** Middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return (quantile(values, 0.5, Math.floor) + quantile(values, 0.5, Math.ceil)) / 2;
}

/** The value that `percent` of them do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  return quantile(values, percent / 100, Math.ceil);
}

/** Half of the values lie between these two. */
export function quartiles(values: readonly number[]): [number, number] {
  return [quantile(values, 0.25, Math.round), quantile(values, 0.75, Math.round)];
}

function quantile(values: readonly number[], share: number, pick: (index: number) => number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[pick((sorted.length - 1) * share)] ?? Number.NaN;
}

/** The contenders in the order of a round: each round begins one further on, so none is always the first. */
export function rotated<T>(contenders: readonly T[], round: number): T[] {
  const shift = round % contenders.length;
  return [...contenders.slice(shift), ...contenders.slice(0, shift)];
}
