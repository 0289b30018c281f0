import { readArguments, UsageError } from '../../infra/command.ts';

/** What one soak is. */
export interface SoakOptions {
  minutes: number;
  /** The faults and the questions follow from it. */
  seed: number;
  perSecond: number;
}

const HELP = `Runs the whole local system under load, breaks it at random, and checks what has to hold all the time.

usage: npm run soak [-- [minutes] [options]]

  --minutes <n>  how long, from 0.25 (1)
  --seed <n>     plays the same faults as the soak that told this seed (random)
  --rate <n>     requests per second (200)
  --help         this text

Exit code 1 when something did not hold.
`;

/** Reads the arguments; gives the help text where that is asked for. Throws a {@link UsageError}. */
export function parseOptions(args: readonly string[]): SoakOptions | string {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      minutes: { type: 'string' },
      seed: { type: 'string' },
      rate: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return HELP;
  if (positionals.length > 1) throw new UsageError(`expected minutes only, got ${positionals.join(' ')}`);
  return {
    minutes: number('minutes', values.minutes ?? positionals[0] ?? '1', 0.25),
    seed: number('seed', values.seed ?? String(Math.floor(Math.random() * 1e9)), 0),
    perSecond: number('rate', values.rate ?? '200', 1),
  };
}

function number(name: string, text: string, min: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= min && Number.isFinite(value)) return value;
  throw new UsageError(`${name} is ${JSON.stringify(text)}, expected a number from ${min}`);
}
