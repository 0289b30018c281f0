/** A Markdown table. Cells are Markdown; characters that would break the table are escaped. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => tableRow(row.map(escapeCell)));
  return [tableRow(columns), `|${'---|'.repeat(columns.length)}`, ...lines].join('\n');
}

/** A value as inline code; empty for undefined. */
export function code(value: unknown): string {
  return value === undefined ? '' : `\`${value}\``;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A pipe ends a cell even inside code. Outside code, `<` starts a tag. */
function escapeCell(cell: string): string {
  return cell
    .replaceAll('|', '\\|')
    .replace(/`[^`]*`|</g, (match) => (match === '<' ? '&lt;' : match))
    .replace(/\s*\n\s*/g, ' ');
}
