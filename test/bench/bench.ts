/** `npm run bench`: runs the cases, prints their tables and writes the results. See --help. */
import { relative, resolve } from 'node:path';
import { styleText } from 'node:util';
import { runCommand } from '../../infra/command.ts';
import type { BenchCase } from './case.ts';
import { benchCases } from './cases/index.ts';
import { exitOnSignal } from './exit-on-signal.ts';
import { prepareContenders } from './install.ts';
import { machineFacts } from './machine.ts';
import { runCase } from './measurement.ts';
import { type BenchOptions, chosen, HELP, parseOptions, withContenders } from './options.ts';
import { writeResult } from './results.ts';
import { plainTableOf } from './table.ts';

const startMs = performance.now();

exitOnSignal();

await runCommand(main);

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return print(HELP);
  if (options.list)
    return print(benchCases.map(({ name, title }) => `${name.padEnd(24)}${title}\n`).join(''));
  const cases = withContenders(chosen(benchCases, options.cases), options.contenders);
  await prepareContenders(report);
  let failures = 0;
  for (const benchCase of cases) failures += await run(benchCase, options);
  print(`\n${whereResultsAre(options)}\n`);
  if (failures > 0) process.exitCode = 1;
}

/** Gives how many contenders could not be measured. */
async function run(benchCase: BenchCase, options: BenchOptions): Promise<number> {
  const result = await runCase(benchCase, {
    rounds: (benchCase.hasFixedRounds ? undefined : options.rounds) ?? benchCase.rounds,
    contenders: benchCase.contenders,
    machine: await machineFacts(),
    report,
  });
  const names = benchCases.map(({ name }) => name);
  if (options.out !== undefined) await writeResult(options.out, result, names);
  print(`\n${styleText('bold', result.title, { stream: process.stdout })}\n${plainTableOf(result)}\n`);
  const failed = result.rows.filter(({ failure }) => failure !== undefined);
  for (const { contender, failure } of failed) process.stderr.write(`${contender} failed: ${failure}\n`);
  return failed.length;
}

function whereResultsAre({ out }: BenchOptions): string {
  if (out === undefined) return 'the results are not written, as this is a part of them: --out says where to';
  return `results in ${relative('.', resolve(out)) || '.'}`;
}

function print(text: string): void {
  process.stdout.write(text);
}

/** Progress goes to standard error, so that what is piped on is the tables. */
function report(line: string): void {
  const seconds = `${((performance.now() - startMs) / 1000).toFixed(0)} s`.padStart(6);
  process.stderr.write(`${styleText('dim', seconds, { stream: process.stderr })}  ${line}\n`);
}
