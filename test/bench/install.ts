import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { atExit } from '../support/at-exit.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const LOCKFILE = fileURLToPath(new URL('package-lock.json', import.meta.url));
/** npm writes this file once it has installed everything. */
const INSTALLED = fileURLToPath(new URL('node_modules/.package-lock.json', import.meta.url));

/** Installs the benchmark's packages (the libraries and AWS's Runtime Interface Client) unless they are up to date. */
export async function installPackages(report: (line: string) => void): Promise<void> {
  if (isUpToDate(INSTALLED, LOCKFILE)) return;
  report('installing the packages of the benchmark (npm ci --prefix test/bench)');
  await run('npm', ['ci', '--prefix', FOLDER, '--no-audit', '--no-fund']);
}

/** Whether a file exists and is not older than its source. */
export function isUpToDate(made: string, source: string): boolean {
  const madeMs = statSync(made, { throwIfNoEntry: false })?.mtimeMs;
  return madeMs !== undefined && madeMs >= statSync(source).mtimeMs;
}

/** Installs the packages, then checks the types of the contenders, which the project's own check excludes. */
export async function prepareContenders(report: (line: string) => void): Promise<void> {
  await installPackages(report);
  report('checking the types of the contenders');
  await run('tsc', ['-p', fileURLToPath(new URL('contenders', import.meta.url))]);
}

/** npm scripts have node_modules/.bin on the PATH. Throws an Error that names the command if it fails. */
async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const cancel = atExit(() => child.kill());
  const [code] = await once(child, 'exit');
  cancel();
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed with ${code}`);
}
