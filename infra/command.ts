import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ConfigError } from '../lambda/config/settings-reader.ts';

/** The command line, or what it names, does not make sense: one line for people instead of a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The arguments by `node:util`'s parseArgs; throws a {@link UsageError} for what it does not take. */
export function readArguments<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const [reason] = messageOf(error).split(/\.?\n|\. /);
    const expected = config.options?.help ? '; --help shows what there is' : ', expected none';
    throw new UsageError(`${reason}${expected}`, { cause: error });
  }
}

/**
 * Runs a command; when it fails the process ends with 1, whatever is still open, and says why, with a stack only for what
 * nobody expected.
 */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const isExpected = error instanceof UsageError || error instanceof ConfigError;
    const isUnexpected = error instanceof Error && !isExpected;
    process.stderr.write(`${isUnexpected ? error.stack : messageOf(error)}\n`);
    process.exit(1);
  }
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
