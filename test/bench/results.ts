import { renameSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chartOf } from './chart.ts';
import type { CaseResult } from './measurement.ts';
import { markdownOf } from './table.ts';

/** The cases of the chart in the project's README. */
const OVERVIEW = ['cold-start-tls', 'warm-hit-10kb', 'cold-key-burst', 'failing-upstream'];

/** Writes the JSON of a case into the folder, and draws table and charts anew from all that lie there. */
export async function writeResult(
  folder: string,
  result: CaseResult,
  order: readonly string[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  writeWhole(join(folder, `${result.case}.json`), `${JSON.stringify(result, null, 2)}\n`);
  const results = await readResults(folder, order);
  writeWhole(join(folder, 'chart.svg'), chartOf(results));
  const overview = results.filter((other) => OVERVIEW.includes(other.case));
  writeWhole(join(folder, 'overview.svg'), chartOf(overview));
  writeWhole(join(folder, 'README.md'), documentOf(results));
}

/** Never half of it, and not while a signal is handled: another process reads what was there before, or all of this. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** Results that were written before, in this order of cases; a file of a case that is no more is left out. */
async function readResults(folder: string, order: readonly string[]): Promise<CaseResult[]> {
  const files = await readdir(folder);
  const present = order.filter((name) => files.includes(`${name}.json`));
  return Promise.all(
    present.map(async (name) => JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))),
  );
}

const LEGEND =
  'Made by `npm run bench`. Medians, with the quartiles in brackets; a ratio is of medians, within one run. Figures without brackets were measured once, or were the same each time.';

const MEMORY =
  "Contenders share one Redis. Libraries that have a layer in each process's memory stand twice in the cases where it matters, the second time with that layer (`-memory`): a hit in there takes no round trip. The product has none: a change in Genesys has to show in all containers at once, whoever hears of it.";

/** The Markdown page of all results, in their order. */
export function documentOf(results: readonly CaseResult[]): string {
  const parts = [
    '# Results of the benchmark',
    LEGEND,
    MEMORY,
    '![Chart of all results](chart.svg)',
    ...results.flatMap((result) => [markdownOf(result), machineLine(result)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function machineLine({ machine, rows }: CaseResult): string {
  const { cpu, cores, memoryGb, node, redis, load, date, commit } = machine;
  const samples = Math.max(
    ...rows.flatMap((row) => Object.values(row.figures).map((figure) => figure.samples)),
  );
  const times = samples === 1 ? 'Measured once' : `Measured ${samples} times`;
  return `${times}: ${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, Redis ${redis}, load ${load} at the start; ${date}, commit ${commit}.`;
}
