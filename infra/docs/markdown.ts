/** A Markdown table. Cells are Markdown; what would break a table in them is escaped. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => tableRow(row.map(escapeCell)));
  return [tableRow(columns), `|${'---|'.repeat(columns.length)}`, ...lines].join('\n');
}

/** A value as code; nothing for undefined. */
export function code(value: unknown): string {
  return value === undefined ? '' : `\`${value}\``;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A pipe would end the cell, also inside code; outside code, `<` would begin a tag. */
function escapeCell(cell: string): string {
  return cell
    .replaceAll('|', '\\|')
    .replace(/`[^`]*`|</g, (match) => (match === '<' ? '&lt;' : match))
    .replace(/\s*\n\s*/g, ' ');
}
