import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataActions } from '../../lambda/actions/catalog.ts';
import { exampleResponses } from '../local/example-responses.ts';
import { openApiDocument } from '../openapi/document.ts';
import { stageFileSchema } from '../stage-file/schema.ts';
import { actionPage } from './action-page.ts';
import {
  actionsTable,
  commonOutputsTable,
  groupsTable,
  invalidationTable,
  pagePath,
} from './action-tables.ts';
import { replaceGeneratedBlocks } from './generated-blocks.ts';
import { sdkPaths } from './sdk-paths.ts';
import { lossesTable, settingsTable, stackKeysTable } from './settings-tables.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The documents that list data actions, each with up-to-date lists; other generated parts stay as they are. */
export async function actionDocuments(): Promise<Map<string, string>> {
  const blocks = actionBlocks();
  const pages = markdownPages().map(
    (path) => [path, replaceGeneratedBlocks(readDocument(path), blocks, { path, others: 'keep' })] as const,
  );
  return new Map([...pages, ...(await actionPages()), openApiFile(), stageSchemaFile()]);
}

/** The generated parts that list data actions, by the name in their markers. */
export function actionBlocks(): Record<string, string> {
  return {
    'data-action-groups': groupsTable(),
    'data-actions': actionsTable(),
    'common-outputs': commonOutputsTable(),
    invalidation: invalidationTable(),
    settings: settingsTable(),
    'stack-keys': stackKeysTable(),
    losses: lossesTable(),
  };
}

/** The page of each data action. Throws if there is a page of another one. */
export async function actionPages(): Promise<[path: string, text: string][]> {
  requireKnownPages(readdirSync(join(ROOT, 'docs/data-actions')));
  const responses = await exampleResponses(dataActions.values());
  const paths = sdkPaths();
  return Array.from(dataActions.values(), (action) => {
    const path = pagePath(action.name);
    const facts = {
      current: existsSync(join(ROOT, path)) ? readDocument(path) : undefined,
      response: responses.get(action.name),
      source: readDocument(`lambda/actions/${action.name}.ts`),
      sdkPaths: paths,
    };
    return [path, actionPage(action, facts)];
  });
}

/** Throws if one of these files is the page of no data action. */
export function requireKnownPages(files: readonly string[]): void {
  const known = Array.from(dataActions.keys(), (name) => `${name}.md`);
  const unknown = files.find((file) => !known.includes(file));
  if (unknown !== undefined)
    throw new Error(`docs/data-actions/${unknown} is the page of no data action: delete it`);
}

export function openApiFile(): [path: string, text: string] {
  const { version }: { version: string } = JSON.parse(readDocument('package.json'));
  const openApi = openApiDocument([...dataActions.values()], version);
  return ['docs/openapi.json', `${JSON.stringify(openApi, null, 2)}\n`];
}

export function stageSchemaFile(): [path: string, text: string] {
  return ['infra/stages/schema.json', `${JSON.stringify(stageFileSchema(), null, 2)}\n`];
}

/** The paths of the pages that may have generated parts, besides those of the data actions. */
export function markdownPages(): string[] {
  const docs = readdirSync(join(ROOT, 'docs')).map((file) => `docs/${file}`);
  return ['README.md', ...docs].filter((path) => path.endsWith('.md'));
}

/** The current text of a document. `path` is relative to the root of the repository. */
export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
