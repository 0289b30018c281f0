import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LONG_TIMEOUTS } from './long-timeouts.ts';
import { COMPILE_CACHE } from './script.ts';

/** `npm start` in its own process. */
export interface LocalServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly process: ChildProcess;
  /** Its output so far, including standard error. */
  output(): string;
  /** Sends the signal and resolves with the exit code once the process is gone. */
  stop(signal: 'SIGINT' | 'SIGTERM'): Promise<number | null>;
}

/** The command of `npm start` without npm. */
const DIRECTLY = [process.execPath, fileURLToPath(new URL('../../infra/local/server.ts', import.meta.url))];

/** Starts the server with only these variables and PATH. Resolves with its output once it has ended. */
export async function runLocalServer(
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<{ exitCode: number | null; output: string }> {
  const { child, output } = launch(env, [...DIRECTLY, ...args]);
  const [exitCode] = await once(child, 'close');
  return { exitCode, output: output() };
}

/** Starts the server on a free port. It is killed at the end of the test if it still runs. */
export async function startLocalServer(
  t: TestContext,
  env: Record<string, string> = {},
  command: readonly string[] = DIRECTLY,
): Promise<LocalServer> {
  const { child, output } = launch({ PORT: '0', ...LONG_TIMEOUTS, ...env }, command);
  t.after(() => void child.kill('SIGKILL'));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const ready = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/m.exec(output());
      if (ready?.[1] !== undefined) resolve(ready[1]);
    });
    child.once('close', (code) => reject(new Error(`the server ended with ${code}:\n${output()}`)));
  });
  const stop = async (signal: 'SIGINT' | 'SIGTERM') => {
    child.kill(signal);
    if (child.exitCode === null) await once(child, 'close');
    return child.exitCode;
  };
  return { url, process: child, output, stop };
}

function launch(env: Record<string, string>, [program = '', ...args]: readonly string[]) {
  const { PATH = '' } = process.env;
  const child = spawn(program, args, { env: { PATH, ...COMPILE_CACHE, ...env } });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      written += text;
    });
  return { child, output: () => written };
}
