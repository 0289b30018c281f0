import { readArguments, UsageError } from '../../infra/command.ts';

/** How to run the tests. */
export interface RunOptions {
  /** The number of busy processes for each core, from 0. */
  readonly busyPerCore: number;
  /** The number of runs, from 1. */
  readonly repeat: number;
  /** Test files as globs. */
  readonly globs: readonly string[];
}

const ALL_TESTS = 'test/**/*.test.ts';
const PAGE_TESTS = 'test/page/**/*.page.ts';

const HELP = `Runs tests. test:stress also keeps the CPU busy: a test that fails only then depends on the speed of the machine.

usage: npm test -- [file ...] [options]
       npm run test:stress -- [file ...] [options]

  file          test files or globs (default: all)
  --busy <n>    busy processes for each core, from 0 to 16 (default: 0; with test:stress 2)
  --repeat <n>  number of runs, from 1 to 1000 (default: 1)
  --page        also run the tests of the page in a browser (always with test:stress)
  --help        print this text

Lists each failed test with the number of runs in which it failed. Exits with 1 if a test fails.
`;

/** Parses the arguments; returns the help text for --help. Throws a {@link UsageError}. */
export function parseOptions(args: readonly string[]): RunOptions | string {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      busy: { type: 'string', default: '0' },
      repeat: { type: 'string', default: '1' },
      page: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return HELP;
  return {
    busyPerCore: integer('--busy', values.busy, 0, 16),
    repeat: integer('--repeat', values.repeat, 1, 1000),
    globs: positionals.length > 0 ? positionals : [ALL_TESTS, ...(values.page ? [PAGE_TESTS] : [])],
  };
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${name} is ${JSON.stringify(text)}, expected an integer from ${min} to ${max}`);
}
