import { readArguments, UsageError } from '../../infra/command.ts';

/** The settings of one soak. */
export interface SoakOptions {
  minutes: number;
  /** Determines the faults and the requested queues. */
  seed: number;
  perSecond: number;
  /** How many schedules of the protocol to simulate instead; undefined for none. */
  schedules: number | undefined;
}

const HELP = `Puts load on the whole local system, injects random faults into it and checks its invariants on every response.

usage: npm run soak [-- [minutes] [options]]
       npm run soak -- --schedules <n> [--seed <n>]

  --minutes <n>  duration in minutes, 0.25 or more (default: 1)
  --seed <n>     repeats the faults of the soak that printed this seed (default: random)
  --rate <n>     requests per second, 1 or more (default: 200)
  --schedules <n>  instead, simulates n schedules of the cache's protocol in virtual time, on the memory store and on Redis;
                 the first has the seed, each further one the next number
  --help         prints this text

Exits with 1 if an invariant is violated, a container does not recover or a resource leaks.
`;

/** Parses the arguments; returns the help text for --help. Throws a {@link UsageError}. */
export function parseOptions(args: readonly string[]): SoakOptions | string {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      minutes: { type: 'string' },
      seed: { type: 'string' },
      rate: { type: 'string' },
      schedules: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return HELP;
  if (positionals.length > 1) throw new UsageError(`expected minutes only, got ${positionals.join(' ')}`);
  return {
    minutes: number('minutes', values.minutes ?? positionals[0] ?? '1', 0.25),
    seed: number('seed', values.seed ?? String(Math.floor(Math.random() * 1e9)), 0),
    perSecond: number('rate', values.rate ?? '200', 1),
    schedules: values.schedules === undefined ? undefined : number('schedules', values.schedules, 1),
  };
}

function number(name: string, text: string, min: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= min && Number.isFinite(value)) return value;
  throw new UsageError(`${name} is ${JSON.stringify(text)}, expected a number from ${min}`);
}
