import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const INSTALLED = fileURLToPath(new URL('node_modules/.package-lock.json', import.meta.url));

/** Installs the benchmark's packages if they are missing: other caches, and AWS's Runtime Interface Client. */
export async function installPackages(report: (line: string) => void): Promise<void> {
  if (existsSync(INSTALLED)) return;
  report('installing what is compared with (npm ci --prefix test/bench)');
  await run('npm', ['ci', '--prefix', FOLDER, '--no-audit', '--no-fund']);
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
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed with ${code}`);
}
