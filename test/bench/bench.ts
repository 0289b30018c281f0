/** `npm run bench`: measures the cases and writes the results. See --help. */
import { styleText } from 'node:util';
import { runCommand } from '../../infra/command.ts';
import type { BenchCase } from './case.ts';
import { benchCases } from './cases/index.ts';
import { writeDocuments } from './documents.ts';
import { exitOnSignal } from './exit-on-signal.ts';
import { waitUntilIdle } from './idle.ts';
import { prepareContenders } from './install.ts';
import { machineFacts } from './machine.ts';
import { type RunRow, runCase } from './measurement.ts';
import { type BenchOptions, casesFor, HELP, parseOptions } from './options.ts';
import { type CaseResult, readResults, resultOf, writeResults } from './results.ts';
import { caseTable, provenance } from './tables.ts';

const startMs = performance.now();

exitOnSignal();
await runCommand(main);

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.action === 'help') return print(HELP);
  if (options.action === 'list')
    return print(benchCases.map(({ name, title }) => `${name.padEnd(24)}${title}\n`).join(''));
  if (options.action === 'measure') {
    const results = await measure(casesFor(benchCases, options.cases), options);
    for (const result of results)
      print(`\n${styleText('bold', result.title, { stream: process.stdout })}\n${caseTable(result)}\n`);
    print(`\n${provenance(results)}\n`);
    if (!options.writesResults) return print('The results are not written: see --help.\n');
    writeResults(results);
  }
  const changed = writeDocuments(readResults(benchCases));
  print(`documents changed: ${changed.join(', ') || 'none'}\n`);
}

async function measure(cases: readonly BenchCase[], options: BenchOptions): Promise<CaseResult[]> {
  await prepareContenders(report);
  if (options.writesResults) await waitUntilIdle(report);
  const machine = await machineFacts();
  const runsByCase = new Map<BenchCase, RunRow[][]>(cases.map((benchCase) => [benchCase, []]));
  for (let run = 1; run <= options.runs; run += 1)
    for (const [benchCase, runs] of runsByCase)
      runs.push(await runCase(benchCase, (line) => report(`run ${run} of ${options.runs}, ${line}`)));
  return cases.map((benchCase) => resultOf(benchCase, runsByCase.get(benchCase) ?? [], machine));
}

function print(text: string): void {
  process.stdout.write(text);
}

/** Progress goes to standard error, so that a pipe gets the tables only. */
function report(line: string): void {
  const seconds = `${((performance.now() - startMs) / 1000).toFixed(0)} s`.padStart(6);
  process.stderr.write(`${styleText('dim', seconds, { stream: process.stderr })}  ${line}\n`);
}
