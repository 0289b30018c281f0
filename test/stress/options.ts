import { readArguments, UsageError } from '../../infra/command.ts';

/** The settings of one stress run. */
export interface StressOptions {
  /** Busy processes for each core, from 0. */
  readonly busyPerCore: number;
  /** The number of runs of the suite, from 1. */
  readonly repeat: number;
  /** Test files as globs. */
  readonly globs: readonly string[];
}

const WHOLE_SUITE = ['test/**/*.test.ts', 'test/page/**/*.page.ts'];

const HELP = `Runs every test, including the page tests, while busy processes use the CPU.
A test that passes on an idle machine and fails here depends on the machine's speed.

usage: npm run test:stress [-- [file ...] [options]]

  file          test files or globs (default: all)
  --busy <n>    busy processes per core, from 0 to 16 (default: 2)
  --repeat <n>  number of runs, from 1 to 1000 (default: 1)
  --help        prints this text

If a test fails, lists it with the number of runs in which it failed, and exits with 1.
`;

/** Parses the arguments; returns the help text for --help. Throws a {@link UsageError}. */
export function parseOptions(args: readonly string[]): StressOptions | string {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      busy: { type: 'string', default: '2' },
      repeat: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return HELP;
  return {
    busyPerCore: integer('--busy', values.busy, 0, 16),
    repeat: integer('--repeat', values.repeat, 1, 1000),
    globs: positionals.length > 0 ? positionals : WHOLE_SUITE,
  };
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${name} is ${JSON.stringify(text)}, expected an integer from ${min} to ${max}`);
}
