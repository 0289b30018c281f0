import { UsageError } from '../command.ts';
import type { CheckResult } from './examine.ts';

/**
 * Writes a line for each result as it arrives, then what to do. Throws a {@link UsageError} if there
 * is a problem.
 */
export async function report(
  results: AsyncIterable<CheckResult>,
  write: (text: string) => void,
): Promise<void> {
  const advice: string[] = [];
  let problems = 0;
  for await (const result of results) {
    const { outcome, name, found } = result;
    const detail = 'expected' in result ? `${found}; expected: ${result.expected}` : found;
    write(`${outcome.padEnd(7)}  ${name.padEnd(20)}  ${detail}\n`);
    if ('todo' in result) advice.push(`  ${name}: ${result.todo}\n`);
    if (outcome === 'problem') problems += 1;
  }
  if (advice.length > 0) write(`\nWhat to do:\n${advice.join('')}`);
  if (problems > 0)
    throw new UsageError(
      problems === 1
        ? '\nThere is a problem: solve it before you deploy'
        : `\nThere are ${problems} problems: solve them before you deploy`,
    );
}
