import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const LOOKUP_TIMEOUT_MS = 120_000;
const run = promisify(execFile);

/** The absolute path of the program called `name`, for example `apt-get`; undefined when PATH has none. */
export async function findOnPath(name: string): Promise<string | undefined> {
  const path = await outputOf('/bin/sh', ['-c', 'command -v "$1"', 'sh', name]);
  return path?.startsWith('/') ? path.trim() : undefined;
}

/** What a program writes to its standard output; undefined when it fails or takes longer than 2 min. */
export async function outputOf(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(program, args, { timeout: LOOKUP_TIMEOUT_MS })).stdout;
  } catch {
    return undefined;
  }
}
