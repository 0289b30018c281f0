import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ConfigError } from '../lambda/config/settings-reader.ts';

/** A wrong command line, or a failure that the user can fix. Printed as one line, without a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Parses the command line with `parseArgs` of `node:util`. Throws a {@link UsageError} for unexpected arguments. */
export function readArguments<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const [reason] = messageOf(error).split(/\.?\n|\. /);
    const expected = config.options?.help ? '; --help shows the options' : ', expected no arguments';
    throw new UsageError(`${reason}${expected}`, { cause: error });
  }
}

/**
 * Runs a command. If it fails, prints the error and ends the process with exit code 1, even if handles are still open.
 * Only an unexpected error is printed with its stack trace. If nothing reads its output any more, as after `| head`, it
 * ends.
 */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    await main();
  } catch (error) {
    const isExpected = error instanceof UsageError || error instanceof ConfigError;
    const isUnexpected = error instanceof Error && !isExpected;
    process.stderr.write(`${isUnexpected ? error.stack : messageOf(error)}\n`);
    process.exit(1);
  }
}

/** The message of an error, or the text of any other thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The reason why `fetch` failed, which is in the cause of its error. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== '' ? cause.message : messageOf(error);
}
