import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataActions } from '../../lambda/actions/catalog.ts';
import { openApiDocument } from '../openapi/document.ts';
import { actionSections, actionsTable, commonOutputsTable, invalidationTable } from './action-tables.ts';
import { replaceGeneratedBlocks } from './generated-blocks.ts';
import { settingsTable, stackKeysTable } from './settings-tables.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The documents that list data actions, each with up-to-date lists; other generated parts stay as they are. */
export function actionDocuments(): Map<string, string> {
  const blocks = actionBlocks();
  const pages = markdownPages().map(
    (path) => [path, replaceGeneratedBlocks(readDocument(path), blocks, { path, others: 'keep' })] as const,
  );
  return new Map([...pages, openApiFile()]);
}

/** The generated parts that list data actions, by the name in their markers. */
export function actionBlocks(): Record<string, string> {
  return {
    'data-actions': actionsTable(),
    'common-outputs': commonOutputsTable(),
    'data-action-sections': actionSections(),
    invalidation: invalidationTable(),
    settings: settingsTable(),
    'stack-keys': stackKeysTable(),
  };
}

export function openApiFile(): [path: string, text: string] {
  const { version }: { version: string } = JSON.parse(readDocument('package.json'));
  const openApi = openApiDocument([...dataActions.values()], version);
  return ['docs/openapi.json', `${JSON.stringify(openApi, null, 2)}\n`];
}

/** The paths of the pages that may have generated parts. */
export function markdownPages(): string[] {
  const docs = readdirSync(join(ROOT, 'docs')).map((file) => `docs/${file}`);
  return ['README.md', ...docs].filter((path) => path.endsWith('.md'));
}

/** The current text of a document. `path` is relative to the root of the repository. */
export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
