import { readFileSync, writeFileSync } from 'node:fs';
import type { CaseResult } from './results.ts';
import { caseTable, provenance, summaryTable } from './tables.ts';

const ROOT = new URL('../../', import.meta.url);
const RESULTS_PAGE = 'test/bench/results/README.md';
const DOCUMENTS_WITH_TABLES = ['README.md', 'docs/cold-start.md'];

/** From a marker that may name cases, `<!-- benchmark:start cold-start -->`, to the next `<!-- benchmark:end -->`. */
const MARKED = /(<!-- benchmark:start([a-z0-9 -]*?) -->\n)[\s\S]*?(<!-- benchmark:end -->)/g;

/** Writes the tables into the documents, and the page of all results; returns the paths that changed. */
export function writeDocuments(results: readonly CaseResult[]): string[] {
  const changed = outdatedDocuments(results);
  for (const [path, text] of changed) writeFileSync(new URL(path, ROOT), text);
  return changed.map(([path]) => path);
}

/** The paths of the outdated documents, each with its new text. */
export function outdatedDocuments(results: readonly CaseResult[]): [path: string, text: string][] {
  const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
  const wanted: [path: string, text: string][] = [
    ...DOCUMENTS_WITH_TABLES.map((path): [string, string] => [path, withTables(read(path), results)]),
    [RESULTS_PAGE, resultsPage(results)],
  ];
  return wanted.filter(([path, text]) => read(path) !== text);
}

/**
 * The text with a new table between each pair of markers: the summary of all results, or the tables of the cases that
 * the marker names. Everything else is unchanged. Throws if there are no markers.
 */
export function withTables(markdown: string, results: readonly CaseResult[]): string {
  if (markdown.match(MARKED) === null) throw new Error('no benchmark:start and benchmark:end markers');
  return markdown.replace(MARKED, (_, start: string, names: string, end: string) => {
    const wanted = names.split(' ').filter((name) => name !== '');
    const named = results.filter((result) => wanted.includes(result.case));
    const blocks =
      wanted.length === 0
        ? [summaryTable(results), provenance(results)]
        : [...named.flatMap((result) => [`**${result.title}**`, caseTable(result)]), provenance(named)];
    return `${start}\n${blocks.join('\n\n')}\n\n${end}`;
  });
}

function resultsPage(results: readonly CaseResult[]): string {
  const sections = results.flatMap((result) => [
    `## ${result.title}`,
    result.method,
    caseTable(result),
    result.rows.map(({ contender, settings }) => `- **${contender}**: ${settings}`).join('\n'),
    provenance([result]),
  ]);
  return `${['# Results of the benchmark', 'Written by `npm run bench`.', ...sections].join('\n\n')}\n`;
}
