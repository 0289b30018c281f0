/** `npm run bench:gate`: holds what is cheap and stable to measure against gate/limits.json. Exits with 1 beyond it. */
import { styleText } from 'node:util';
import { exitOnSignal } from './exit-on-signal.ts';
import { verdictOf } from './gate/check.ts';
import { gateChecks } from './gate/checks.ts';
import limits from './gate/limits.json' with { type: 'json' };
import { installPackages } from './install.ts';

exitOnSignal();
const limitsByName = new Map(Object.entries(limits));
let exceeded = 0;

await installPackages((line) => process.stdout.write(`     ${line}\n`));

for (const { name, measure } of gateChecks) {
  const limit = limitsByName.get(name);
  if (limit === undefined) throw new Error(`${name} has no limit in test/bench/gate/limits.json`);
  const { isKept, text } = verdictOf(name, await measure(), limit);
  const mark = isKept ? styleText('green', 'ok  ') : styleText('red', 'over');
  process.stdout.write(`${mark} ${text}\n`);
  if (!isKept) exceeded += 1;
}

if (exceeded > 0) {
  process.stdout.write(
    `${exceeded} of ${gateChecks.length} limits are exceeded; a limit that is no longer right is changed in test/bench/gate/limits.json\n`,
  );
  process.exitCode = 1;
}
