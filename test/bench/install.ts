import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { atExit } from '../support/at-exit.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const LOCKFILE = fileURLToPath(new URL('package-lock.json', import.meta.url));
/** npm writes it when it has installed everything. */
const INSTALLED = fileURLToPath(new URL('node_modules/.package-lock.json', import.meta.url));

/**
 * Installs the benchmark's packages if they are missing or older than what is to be installed: other caches, and AWS's
 * Runtime Interface Client.
 */
export async function installPackages(report: (line: string) => void): Promise<void> {
  if (isUpToDate(INSTALLED, LOCKFILE)) return;
  report('installing what is compared with (npm ci --prefix test/bench)');
  await run('npm', ['ci', '--prefix', FOLDER, '--no-audit', '--no-fund']);
}

/** Whether a file is there and no older than the one that it is made from. */
export function isUpToDate(made: string, source: string): boolean {
  const madeMs = statSync(made, { throwIfNoEntry: false })?.mtimeMs;
  return madeMs !== undefined && madeMs >= statSync(source).mtimeMs;
}

/** Makes the contenders ready, and checks the types of what is written on them. */
export async function prepareContenders(report: (line: string) => void): Promise<void> {
  await installPackages(report);
  report('checking the types of the contenders');
  await run('tsc', ['-p', fileURLToPath(new URL('contenders', import.meta.url))]);
}

/** npm scripts find what node_modules/.bin holds. Throws an Error that names the command if it fails. */
async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const cancel = atExit(() => child.kill());
  const [code] = await once(child, 'exit');
  cancel();
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed with ${code}`);
}
