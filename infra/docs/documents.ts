import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataActions } from '../../lambda/actions/catalog.ts';
import { faultsPage } from '../../test/support/faults/page.ts';
import { FAULT_TABLES } from '../../test/support/faults/tables.ts';
import { openApiDocument } from '../openapi/document.ts';
import { actionSections, actionsTable, commonOutputsTable, invalidationTable } from './action-tables.ts';
import { errorsTable } from './error-table.ts';
import { replaceGeneratedBlocks } from './generated-blocks.ts';
import { logFieldsTable } from './log-fields-table.ts';
import { metricsTable } from './metrics-table.ts';
import { settingsTable, stackKeysTable } from './settings-tables.ts';
import { stackTables } from './stack-tables.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Every document with generated content: its path and its up-to-date text. */
export function generatedDocuments(): Map<string, string> {
  const blocks = generatedBlocks();
  const pages = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((file) => `docs/${file}`)]
    .filter((path) => path.endsWith('.md'))
    .map((path) => [path, replaceGeneratedBlocks(readDocument(path), blocks, path)] as const);
  const { version }: { version: string } = JSON.parse(readDocument('package.json'));
  const openApi = openApiDocument([...dataActions.values()], version);
  return new Map([
    ...pages,
    ['docs/faults.md', faultsPage(FAULT_TABLES)],
    ['docs/openapi.json', `${JSON.stringify(openApi, null, 2)}\n`],
  ]);
}

/** The current text of a document. `path` is relative to the root of the repository. */
export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The content of every block, by the name in its markers. */
function generatedBlocks(): Record<string, string> {
  return {
    settings: settingsTable(),
    'stack-keys': stackKeysTable(),
    'data-actions': actionsTable(),
    'common-outputs': commonOutputsTable(),
    'data-action-sections': actionSections(),
    invalidation: invalidationTable(),
    errors: errorsTable(),
    metrics: metricsTable(),
    'log-fields': logFieldsTable(),
    ...stackTables(),
  };
}
