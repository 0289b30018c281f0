import { faultsPage } from '../../test/support/faults/page.ts';
import { FAULT_TABLES } from '../../test/support/faults/tables.ts';
import {
  actionBlocks,
  actionPages,
  markdownPages,
  openApiFile,
  readDocument,
  stageSchemaFile,
} from './action-documents.ts';
import { costTables } from './cost-tables.ts';
import { errorsTable } from './error-table.ts';
import { replaceGeneratedBlocks } from './generated-blocks.ts';
import { logFieldsTable } from './log-fields-table.ts';
import { metricsTable } from './metrics-table.ts';
import { stackTables } from './stack-tables.ts';
import { type Synthesise, stackTemplate, stackTemplates } from './stack-template.ts';

/**
 * Every document with generated content: its path and its up-to-date text. Tests pass their own `synthesise`, which
 * synthesises a configuration once for all of them.
 */
export async function generatedDocuments(
  synthesise: Synthesise = stackTemplate,
): Promise<Map<string, string>> {
  const blocks = generatedBlocks(synthesise);
  const pages = markdownPages().map(
    (path) => [path, replaceGeneratedBlocks(readDocument(path), blocks, { path })] as const,
  );
  const faults = ['docs/faults.md', faultsPage(FAULT_TABLES)] as const;
  return new Map([...pages, faults, ...(await actionPages()), openApiFile(), stageSchemaFile()]);
}

/** The content of every block, by the name in its markers. */
function generatedBlocks(synthesise: Synthesise): Record<string, string> {
  const templates = stackTemplates(synthesise);
  return {
    ...actionBlocks(),
    errors: errorsTable(),
    metrics: metricsTable(),
    'log-fields': logFieldsTable(),
    ...stackTables(templates),
    ...costTables(templates),
  };
}
