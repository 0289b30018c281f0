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

const HELP = `Runs tests. A test that passes on an idle machine but fails while other processes use the CPU depends on the
machine's speed.

usage: npm test -- [file ...] [options]
       npm run test:stress -- [file ...] [options]

  file          test files or globs (default: all)
  --busy <n>    processes that use the CPU, for each core, from 0 to 16 (default: 0 for npm test, else 2)
  --repeat <n>  number of runs, from 1 to 1000 (default: 1)
  --page        also run the tests of the page in a browser (always with test:stress)
  --help        prints this text

If a test fails, lists it with the number of runs in which it failed, and exits with 1.
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
