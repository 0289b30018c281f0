import type { Figure } from './case.ts';
import { type CaseResult, type Row, ratioIn } from './measurement.ts';

/**
 * A case's results as a Markdown table, with the method above and the contenders' settings below. Where there is a
 * reference, each figure has a ratio behind it.
 */
export function markdownOf(result: CaseResult): string {
  const columns = columnsOf(result);
  const head = ['', ...columns.map(({ head }) => head)];
  return [
    `## ${result.title}`,
    result.method,
    tableOf([
      head,
      head.map((_, column) => (column === 0 ? '---' : '--:')),
      ...result.rows.map((row) => [row.contender, ...columns.map(({ cell }) => cell(row))]),
    ]),
    result.rows.map(noteOf).join('\n'),
  ].join('\n\n');
}

/** The same for a terminal: columns of equal width, without notes. */
export function plainTableOf(result: CaseResult): string {
  const columns = columnsOf(result);
  const rows = [
    ['', ...columns.map(({ head }) => head)],
    ...result.rows.map((row) => [row.contender, ...columns.map(({ cell }) => cell(row))]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const align = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => `  ${row.map(align).join('   ')}`).join('\n');
}

interface Column {
  head: string;
  cell: (row: Row) => string;
}

function columnsOf(result: CaseResult): Column[] {
  return result.figures.flatMap((figure) => {
    const measured = { head: figure.label, cell: (row: Row) => cellOf(row, figure) };
    const compare = result.reference === undefined ? undefined : comparison(result, figure.key);
    return compare === undefined ? [measured] : [measured, { head: 'ratio', cell: compare }];
  });
}

/** Gives a row's ratio; undefined if the reference could not be measured. */
function comparison(result: CaseResult, key: string): Column['cell'] | undefined {
  const ratio = ratioIn(result, key);
  return ratio && ((row) => ratioText(ratio(row)));
}

function tableOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cellOf({ figures, failure }: Row, { key, unit }: Figure): string {
  const summary = figures[key];
  if (summary === undefined) return failure === undefined ? '–' : 'failed';
  const { median, p25, p75, samples } = summary;
  const spread = samples > 1 && p75 - p25 > 0 ? ` (${numberText(p25)}–${numberText(p75)})` : '';
  return `${numberText(median)}${unit ? ` ${unit}` : ''}${spread}`;
}

function noteOf({ contender, settings, failure }: Row): string {
  return `- **${contender}**: ${failure === undefined ? settings : `failed: ${failure.split('\n')[0]}`}`;
}

/** Two digits behind the point, and no sign before a zero. */
function ratioText(ratio: number | undefined): string {
  return ratio?.toFixed(2).replace('-0.00', '0.00') ?? '';
}

/** A number with three significant digits at least, and none behind the point from 100 on. */
export function numberText(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
