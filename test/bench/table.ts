import type { Figure } from './case.ts';
import type { CaseResult, Row } from './measurement.ts';
import type { Summary } from './statistics.ts';

/** A case's results as a Markdown table, with the method above and the contenders' settings below. */
export function markdownOf(result: CaseResult): string {
  const [first] = result.figures;
  const base = first && result.reference ? medianOf(result, result.reference, first.key) : undefined;
  const head = ['', ...result.figures.map(({ label }) => label), ...(base ? ['ratio'] : [])];
  const lines = result.rows.map((row) => {
    const ratio = base && first ? [ratioOf(row.figures[first.key], base)] : [];
    return [row.contender, ...result.figures.map((figure) => cellOf(row, figure)), ...ratio];
  });
  return [
    `## ${result.title}`,
    result.method,
    tableOf([head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...lines]),
    result.rows.map(noteOf).join('\n'),
    '',
  ].join('\n\n');
}

/** The same for a terminal: columns of equal width, without notes. */
export function plainTableOf(result: CaseResult): string {
  const rows = [
    ['', ...result.figures.map(({ label }) => label)],
    ...result.rows.map((row) => [row.contender, ...result.figures.map((figure) => cellOf(row, figure))]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const align = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => `  ${row.map(align).join('   ')}`).join('\n');
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

function ratioOf(summary: Summary | undefined, base: number): string {
  return summary === undefined ? '' : (summary.median / base).toFixed(2);
}

function noteOf({ contender, settings, failure }: Row): string {
  return `- **${contender}**: ${failure === undefined ? settings : `failed: ${failure.split('\n')[0]}`}`;
}

function medianOf({ rows }: CaseResult, contender: string, key: string): number | undefined {
  return rows.find((row) => row.contender === contender)?.figures[key]?.median;
}

/** A number with three significant digits at least, and none behind the point from 100 on. */
export function numberText(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
