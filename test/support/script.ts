import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a command ended. */
export interface Outcome {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** The options of a command. By default it runs in the folder of this process without variables. */
export interface ScriptOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Caches compiled code in Node's default folder, because each start of a script takes four times the CPU without it.
 * Node checks that the cached code matches the source.
 */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };

/** Runs Node with these arguments, the script first, and returns the outcome, even of a failure. */
export function runNode(args: readonly string[], options: ScriptOptions = {}): Promise<Outcome> {
  return runProgram(process.execPath, args, options);
}

/** Runs a program and returns the outcome, even of a failure. */
export function runProgram(
  file: string,
  args: readonly string[],
  { cwd, env }: ScriptOptions = {},
): Promise<Outcome> {
  return new Promise((resolve) =>
    execFile(
      file,
      args,
      { ...(cwd && { cwd }), env: { ...COMPILE_CACHE, ...env } },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : (error.code ?? String(error.signal)), stdout, stderr }),
    ),
  );
}
