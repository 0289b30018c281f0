import { writeSync } from 'node:fs';

const STDERR = 2;

/**
 * Ends this process with exit code 1 and one line that says which program is missing: the file fails once, instead of
 * each of its tests with a stack trace of its own.
 */
export function endWithoutTool(line: string): never {
  // Synchronous, because the process ends before a stream that is a pipe would be written.
  writeSync(STDERR, `${line}\n`);
  process.exit(1);
}
