/**
 * What a check of `npm run bench:gate` is: one number that does not depend on how busy the machine is, or has slack
 * enough. It has a limit of the same name in limits.json; checks.ts lists them.
 */
export interface GateCheck {
  readonly name: string;
  measure(): Promise<number>;
}

/** The most that a check may find. */
export interface Limit {
  readonly most: number;
  /** What the number is, in words. */
  readonly what: string;
  /** What to do when it is exceeded; raising the limit is for when that is meant. */
  readonly remedy: string;
}

/** What to tell of a check, and whether it passed. A number that is no number does not pass. */
export function verdictOf(name: string, figure: number, { most, what, remedy }: Limit): Verdict {
  const isKept = figure <= most;
  const line = `${name}: ${figure}, limit ${most} (${what})`;
  return { isKept, text: isKept ? line : `${line}\n    ${remedy}` };
}

/** How a check went. */
export interface Verdict {
  readonly isKept: boolean;
  readonly text: string;
}
