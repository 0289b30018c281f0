/** A Markdown table. Cells are Markdown; characters that would break the table are escaped. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => tableRow(row.map(escapeCell)));
  return [tableRow(columns), `|${'---|'.repeat(columns.length)}`, ...lines].join('\n');
}

/** A value as inline code; empty for undefined. */
export function code(value: unknown): string {
  return value === undefined ? '' : `\`${value}\``;
}

/** A block of code in a language. */
export function codeBlock(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

const JSON_WIDTH = 100;
/** Deeper values are details. */
const MAX_INDENT = 6;

/** JSON in which each list or object that fits, or that is a detail, is on one line. */
export function jsonText(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item: unknown) => jsonText(item, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${jsonText(item, inner)}`);
  const [open, close, space] = isList ? ['[', ']', ''] : ['{', '}', ' '];
  if (parts.length === 0) return open + close;
  const line = `${open}${space}${parts.join(', ')}${space}${close}`;
  if (indent.length > MAX_INDENT) return line;
  if (!line.includes('\n') && indent.length + line.length <= JSON_WIDTH) return line;
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
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
