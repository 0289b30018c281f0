import { readArguments, UsageError } from '../../infra/command.ts';

/** The options of the command line. */
export interface BenchOptions {
  readonly action: 'measure' | 'help' | 'list' | 'write-docs';
  /** Names of cases or beginnings of them; empty for all. */
  readonly cases: readonly string[];
  /** From 1 to 100. */
  readonly runs: number;
  /** Whether the results replace those in the repository, for which the machine must be idle. */
  readonly writesResults: boolean;
}

const MIN_PUBLISHED_RUNS = 3;

/** The output of `--help`. */
export const HELP = `npm run bench -- [case ...] [options]

Measures this cache and others on this machine; all cases take 10 to 15 minutes. The start of a case's name is enough, such as
warm-hit. Waits until the machine is idle (load below 1), then writes test/bench/results and the tables in README.md and
docs/cold-start.md.

  --list        prints the cases
  --runs <n>    number of runs, from 1 to 100 (default: ${MIN_PUBLISHED_RUNS}; with fewer, it neither waits nor writes results)
  --force       neither waits nor writes results
  --write-docs  measures nothing, and writes the tables from the stored results
  --help        prints this text
`;

/** Parses the arguments; throws a {@link UsageError}. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      list: { type: 'boolean', default: false },
      'write-docs': { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      runs: { type: 'string', default: String(MIN_PUBLISHED_RUNS) },
    },
  });
  const runs = Number(values.runs);
  if (!(Number.isInteger(runs) && runs >= 1 && runs <= 100))
    throw new UsageError(`--runs is ${values.runs}, expected an integer from 1 to 100`);
  const action = (['help', 'list', 'write-docs'] as const).find((name) => values[name]) ?? 'measure';
  return { action, cases: positionals, runs, writesResults: !values.force && runs >= MIN_PUBLISHED_RUNS };
}

/** The cases whose names begin with one of `wanted`, or all for none; throws a {@link UsageError} for no match. */
export function casesFor<T extends { readonly name: string }>(
  cases: readonly T[],
  wanted: readonly string[],
): T[] {
  const unknown = wanted.find((prefix) => !cases.some(({ name }) => name.startsWith(prefix)));
  if (unknown !== undefined)
    throw new UsageError(`no case ${unknown}, expected one of ${cases.map(({ name }) => name).join(', ')}`);
  return cases.filter(({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)));
}
