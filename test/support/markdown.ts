import { readFileSync } from 'node:fs';

/** The text of a document. The path starts at the root of the repository. */
export function readDocument(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The anchors of a document's headings, as GitHub makes them: `What, now?` is at `what-now`. */
export function anchorsOf(path: string): string[] {
  const headings = withoutCode(readDocument(path)).matchAll(/^#{1,4} (.+)$/gm);
  return Array.from(headings, ([, heading = '']) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
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
