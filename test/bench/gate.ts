/**
 * `npm run bench:gate`: checks counts, bytes and a ratio of CPU times against gate/limits.json. Exits with 1 if a limit
 * is exceeded.
 */
import { styleText } from 'node:util';
import { runCommand } from '../../infra/command.ts';
import { exitOnSignal } from './exit-on-signal.ts';
import limits from './gate/limits.json' with { type: 'json' };
import { verdictOf } from './gate/verdict.ts';
import { installPackages } from './install.ts';

const COLORS = { ok: 'green', over: 'red', skipped: 'yellow' } as const;

exitOnSignal();
await runCommand(main);

async function main(): Promise<void> {
  await installPackages(print);
  // Imported late: the packages it needs may not be installed yet.
  const { gateChecks } = await import('./gate/checks.ts');
  for (const [name, limit] of Object.entries(limits)) {
    const { outcome, text } = verdictOf(name, await gateChecks[name]?.(limit.max), limit);
    print(`${styleText(COLORS[outcome], outcome.padEnd(7))} ${text}`);
    if (outcome === 'over') process.exitCode = 1;
  }
  if (process.exitCode === 1)
    print('If a limit is no longer right, change it in test/bench/gate/limits.json.');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
