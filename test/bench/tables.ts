import type { CaseResult } from './results.ts';
import { median } from './statistics.ts';

type Row = CaseResult['rows'][number];
type Figure = CaseResult['figures'][number];

/** The README's table: a row for each figure with a `summary`, with the values of all contenders. */
export function summaryTable(results: readonly CaseResult[]): string {
  const rows = results.flatMap(({ figures, rows: [ours, ...others] }) =>
    figures.flatMap((figure) => {
      if (figure.summary === undefined || ours === undefined) return [];
      const measured = others.filter((row) => valuesOf(row, figure).length > 0);
      const compared = measured.map((row) => `${row.contender} ${cell(row, figure)}`).join(', ');
      return [[figure.summary, cell(ours, figure), compared]];
    }),
  );
  return markdownTable(['---', '--:', '---'], [['', 'this cache', 'others'], ...rows]);
}

/** A case's table: a row for each contender, a column for each figure. */
export function caseTable({ figures, rows }: CaseResult): string {
  const columns = ['---', ...figures.map(() => '--:')];
  return markdownTable(columns, [
    ['', ...figures.map(({ label }) => label)],
    ...rows.map((row) => [row.contender, ...figures.map((figure) => cell(row, figure))]),
  ]);
}

/** One line with the number of runs and the machine. */
export function provenance(results: readonly CaseResult[]): string {
  const [first] = results;
  if (first === undefined) return 'Nothing has been measured yet.';
  const runs = range(results.flatMap(({ rows }) => rows.map((row) => row.runs.length)));
  const load = range(results.map(({ machine }) => machine.load));
  const dates = results.map(({ machine }) => machine.date.slice(0, 10));
  const commits = new Set(results.map(({ machine }) => machine.commit));
  const { cpu, cores, memoryGb, node, redis } = first.machine;
  return `Medians of ${runs} ${runs === '1' ? 'run' : 'runs (lowest–highest)'}: ${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, Redis ${redis}; load ${load} at the start; ${dates.toSorted().at(-1)}, commit ${[...commits].join(', ')}.`;
}

/** `0.21 ms (0.20–0.23)`, without the range if all runs agree or there is only one. */
function cell(row: Row, { key, unit }: Pick<Figure, 'key' | 'unit'>): string {
  const values = valuesOf(row, { key });
  if (values.length === 0) return '–';
  const text = withUnit(numberText(median(values)), unit);
  const bounds = range(values);
  return bounds.includes('–') ? `${text} (${bounds})` : text;
}

function valuesOf(row: Row, { key }: Pick<Figure, 'key'>): number[] {
  return row.runs.flatMap((run) => run[key] ?? []);
}

/** `50.6–53.5`, or one number if both ends round to the same. */
function range(values: readonly number[]): string {
  const [min, max] = [numberText(Math.min(...values)), numberText(Math.max(...values))];
  return min === max ? min : `${min}–${max}`;
}

function withUnit(text: string, unit: string): string {
  return unit === '' ? text : `${text} ${unit}`;
}

/** Three significant digits, and all of them before the point: `0.0021`, `0.23`, `12.3`, `100`, `12,346`. */
export function numberText(value: number): string {
  const isSmall = Math.abs(value) < 0.1;
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString(
    'en',
    isSmall
      ? { maximumSignificantDigits: 2 }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits },
  );
}

function markdownTable(columns: readonly string[], [head = [], ...rows]: readonly string[][]): string {
  return [head, columns, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
