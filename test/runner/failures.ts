import path from 'node:path';

/** A failed test, or a file that failed as a whole. */
export interface FailedTest {
  readonly name: string;
  /** Absolute path; undefined for a failure that no file owns. */
  readonly file: string | undefined;
  /** The reason: the first line of its error. */
  readonly reason: string;
}

/** The failed tests of all runs so far. */
export interface Failures {
  add(failed: FailedTest): void;
  /** One line per test, the most frequent failure first: `3 of 5  test/a.test.ts: is a hit: expected 1, got 2`. */
  lines(runs: number): string[];
}

/** Counts failures by test; a test keeps the reason of its last failure. */
export function createFailures(root: string): Failures {
  const byTest = new Map<string, { times: number; reason: string }>();
  return {
    add: ({ name, file, reason }) => {
      // For a file that failed as a whole, Node reports its path as the name.
      const where = file === undefined ? '' : path.relative(root, file);
      const test = file === undefined || file === name ? where || name : `${where}: ${name}`;
      byTest.set(test, { times: (byTest.get(test)?.times ?? 0) + 1, reason });
    },
    lines: (runs) =>
      [...byTest]
        .sort(([, a], [, b]) => b.times - a.times)
        .map(([test, { times, reason }]) => `${times} of ${runs}  ${test}: ${reason}`),
  };
}
