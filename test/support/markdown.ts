import { readFileSync } from 'node:fs';

/** The text of a document. The path starts at the root of the repository. */
export function readDocument(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The headings of one level in order, without lines in code blocks that look like headings. */
export function headingsOf(markdown: string, level: number): string[] {
  const pattern = new RegExp(`^${'#'.repeat(level)} (.+)$`, 'gm');
  return Array.from(withoutCode(markdown).matchAll(pattern), ([, heading = '']) => heading.trim());
}

/** The anchor of a heading on GitHub, for example `what-now` for `What, now?`. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** The addresses of all links, such as `runbook.md#errors`. */
export function linksOf(markdown: string): string[] {
  return Array.from(withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g), ([, address = '']) => address);
}

/** The content of the code blocks in one language. */
export function codeBlocksOf(markdown: string, language: string): string[] {
  const pattern = new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm');
  return Array.from(markdown.matchAll(pattern), ([, code = '']) => code);
}

/** The trimmed cells of the table with this first line, by row and without the header row. */
export function tableOf(markdown: string, firstLine: string): string[][] {
  const lines = markdown.split('\n');
  const start = lines.indexOf(firstLine);
  if (start === -1) throw new Error(`no table begins with ${firstLine}`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  return lines.slice(start + 2, length === -1 ? undefined : start + length).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^ *```[\s\S]*?^ *```$/gm, '');
}
