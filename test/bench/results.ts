import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { BenchCase } from './case.ts';
import { Machine } from './machine.ts';
import type { RunRow } from './measurement.ts';

const FOLDER = new URL('results/', import.meta.url);

const Figure = v.object({
  key: v.string(),
  label: v.string(),
  unit: v.picklist(['ms', '%', '']),
  summary: v.optional(v.string()),
});
const Row = v.object({
  contender: v.string(),
  settings: v.string(),
  /** The median of each figure in each run. */
  runs: v.array(v.record(v.string(), v.number())),
});

/** The results of a case, the content of its file in results/. */
export const CaseResult = v.object({
  case: v.string(),
  title: v.string(),
  method: v.string(),
  figures: v.array(Figure),
  machine: Machine,
  rows: v.array(Row),
});
export type CaseResult = v.InferOutput<typeof CaseResult>;

/** Joins the runs of a case. */
export function resultOf(benchCase: BenchCase, runs: readonly RunRow[][], machine: Machine): CaseResult {
  const { name, title, method, figures, contenders } = benchCase;
  const rows = contenders.map((contender) => {
    const own = runs.flatMap((rows) => rows.filter((row) => row.contender === contender));
    return { contender, settings: own[0]?.settings ?? '', runs: own.map(({ medians }) => medians) };
  });
  return { case: name, title, method, figures: [...figures], machine, rows };
}

/** Writes the file of each result. */
export function writeResults(results: readonly CaseResult[]): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const result of results)
    writeFileSync(new URL(`${result.case}.json`, FOLDER), `${JSON.stringify(result, null, 2)}\n`);
}

/** The results of these cases in their order, without cases that have no file. */
export function readResults(cases: readonly { readonly name: string }[]): CaseResult[] {
  const files = new Set(resultFiles());
  return cases
    .filter(({ name }) => files.has(`${name}.json`))
    .map(({ name }) =>
      v.parse(CaseResult, JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'))),
    );
}

/** The names of the results' files, for example `cold-start.json`. */
export function resultFiles(): string[] {
  return readdirSync(fileURLToPath(FOLDER)).filter((file) => file.endsWith('.json'));
}
