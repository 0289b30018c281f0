import { readArguments, UsageError } from '../../infra/command.ts';

/** What the command line asks for. */
export interface BenchOptions {
  readonly help: boolean;
  readonly list: boolean;
  /** Names of cases, or beginnings of names; empty for all. */
  readonly cases: readonly string[];
  /** Undefined: as each case has it. */
  readonly rounds: number | undefined;
  /** At least one; undefined: all of a case. */
  readonly contenders: readonly string[] | undefined;
  /** Folder for the results; undefined: they are not written. */
  readonly out: string | undefined;
}

const RESULTS = 'test/bench/results';

/** What `--help` prints. */
export const HELP = `npm run bench -- [case ...] [options]

Measures the product against other caches on this machine, and writes a table, JSON and a chart.
Without a case: all of them, about 13 minutes. A beginning of a name will do: warm-hit.

  --list              names the cases
  --rounds <n>        rounds of the cases that measure times (default: at least 11)
  --contenders <a,b>  only these (default: all of a case)
  --out <folder>      where the results go (default: ${RESULTS}; with --rounds or --contenders
                      they are not written by default, as they would replace whole ones)
  --help              this text
`;

/** Reads the arguments; throws a {@link UsageError}. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      list: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      contenders: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds >= 1 && rounds <= 1000))
    throw new UsageError(`--rounds is ${values.rounds}, expected an integer from 1 to 1000`);
  const contenders = values.contenders?.split(',').filter((name) => name !== '');
  if (contenders?.length === 0) throw new UsageError('--contenders names none');
  const isPart = rounds !== undefined || contenders !== undefined;
  return {
    help: values.help,
    list: values.list,
    cases: positionals,
    rounds,
    contenders,
    out: values.out ?? (isPart ? undefined : RESULTS),
  };
}

/** The cases whose names begin with one of `wanted`, or all for none; throws a {@link UsageError} for no match. */
export function chosen<T extends { readonly name: string }>(
  cases: readonly T[],
  wanted: readonly string[],
): T[] {
  const unknown = wanted.find((prefix) => !cases.some(({ name }) => name.startsWith(prefix)));
  if (unknown !== undefined)
    throw new UsageError(`no case ${unknown}, expected one of ${cases.map(({ name }) => name).join(', ')}`);
  return cases.filter(({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)));
}

/**
 * The cases that have one of the wanted contenders, with no others in them; all as they are for undefined. Throws a
 * {@link UsageError} for a name that is in none of them.
 */
export function withContenders<T extends { readonly contenders: readonly string[] }>(
  cases: readonly T[],
  wanted: readonly string[] | undefined,
): T[] {
  if (wanted === undefined) return [...cases];
  const present = new Set(cases.flatMap(({ contenders }) => contenders));
  const unknown = wanted.find((name) => !present.has(name));
  if (unknown !== undefined)
    throw new UsageError(`no contender ${unknown} here, expected one of ${[...present].join(', ')}`);
  return cases
    .map((one) => ({ ...one, contenders: one.contenders.filter((name) => wanted.includes(name)) }))
    .filter(({ contenders }) => contenders.length > 0);
}
