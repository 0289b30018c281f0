/** The highest figure that a check may find. */
export interface Limit {
  readonly max: number;
  /** A description of the figure. */
  readonly what: string;
  /** The advice if it is exceeded. */
  readonly remedy: string;
}

/** Whether a check passed, and its line of output. */
export interface Verdict {
  readonly outcome: 'ok' | 'over' | 'skipped';
  readonly text: string;
}

/** Compares a figure with its limit. NaN exceeds it; undefined means that this machine cannot measure it. */
export function verdictOf(name: string, figure: number | undefined, { max, what, remedy }: Limit): Verdict {
  if (figure === undefined)
    return { outcome: 'skipped', text: `${name}: needs the CPU times in Linux' /proc (${what})` };
  const line = `${name}: ${figure}, limit ${max} (${what})`;
  return figure <= max ? { outcome: 'ok', text: line } : { outcome: 'over', text: `${line}\n    ${remedy}` };
}
