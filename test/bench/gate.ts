/** `npm run bench:gate`: holds what is cheap and stable to measure against gate/limits.json. Exits with 1 beyond it. */
import { styleText } from 'node:util';
import { runCommand } from '../../infra/command.ts';
import { exitOnSignal } from './exit-on-signal.ts';
import { verdictOf } from './gate/check.ts';
import { gateChecks } from './gate/checks.ts';
import limits from './gate/limits.json' with { type: 'json' };
import { installPackages } from './install.ts';

exitOnSignal();
await runCommand(main);

async function main(): Promise<void> {
  const limitsByName = new Map(Object.entries(limits));
  let exceeded = 0;
  await installPackages((line) => print(`     ${line}`));
  for (const { name, measure } of gateChecks) {
    const limit = limitsByName.get(name);
    if (limit === undefined) throw new Error(`${name} has no limit in test/bench/gate/limits.json`);
    const { isKept, text } = verdictOf(name, await measure(), limit);
    print(`${isKept ? styleText('green', 'ok  ') : styleText('red', 'over')} ${text}`);
    if (!isKept) exceeded += 1;
  }
  if (exceeded === 0) return;
  print(
    `${exceeded} of ${gateChecks.length} limits are exceeded; a limit that is no longer right is changed in test/bench/gate/limits.json`,
  );
  process.exitCode = 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
