import type { DataAction } from '../../lambda/actions/define.ts';
import { ttlVariable } from '../../lambda/config/lifetime.ts';
import type { ExampleResponse } from '../local/example-responses.ts';
import { inputExample } from '../openapi/schemas.ts';
import { inputsTable, lifetimeCells, ownOutputsTable, pagePath } from './action-tables.ts';
import { emptyBlock, replaceGeneratedBlocks } from './generated-blocks.ts';
import { code, codeBlock, jsonText, markdownTable } from './markdown.ts';
import { type RequestKind, requestKinds } from './request-kinds.ts';

/** What a page says besides the declaration. */
interface PageFacts {
  /** The response to the example request; undefined if there is none. */
  readonly response: ExampleResponse | undefined;
  /** The source of the declaration. */
  readonly source: string;
  /** The request of each SDK method. */
  readonly sdkPaths: ReadonlyMap<string, string>;
}

/**
 * The page of a data action: its current text with the generated part replaced, or a new page. Throws if the current page
 * has no generated part.
 */
export function actionPage(
  action: DataAction,
  { current, ...facts }: PageFacts & { current: string | undefined },
): string {
  const path = pagePath(action.name);
  const content = generatedPart(action, facts);
  const blocks = { 'data-action': content };
  const page = replaceGeneratedBlocks(
    current ?? `# ${action.name}\n\n${emptyBlock('data-action')}\n`,
    blocks,
    { path },
  );
  if (page.includes(content)) return page;
  throw new Error(`${path} has no block "data-action": delete it, and npm run docs writes it again`);
}

function generatedPart(action: DataAction, facts: PageFacts): string {
  const { name, group, summary, permission = 'none' } = action;
  const settings = [[group, permission, ...lifetimeCells(action), code(ttlVariable(name))]];
  return [
    summary,
    markdownTable(['group', 'permission', 'TTL', 'max age', 'variable of its TTL'], settings),
    '## Inputs',
    inputsTable(action),
    '## Outputs',
    'This data action also has the [outputs of every data action](../data-actions.md#outputs-of-every-data-action).',
    ownOutputsTable(action),
    '## Example',
    ...example(action, facts),
    '## Calls and tags',
    ...callsAndTags(requestKinds(action), facts),
  ].join('\n\n');
}

function example(action: DataAction, { response }: PageFacts): string[] {
  const body = jsonText(inputExample(action));
  const request = `POST /dataaction/${action.name}\nContent-Type: application/json\n\n${body}`;
  const answer =
    response === undefined
      ? 'The simulator has no data for this request yet.'
      : codeBlock('json', jsonText(response.body));
  return [codeBlock('http', request), answer];
}

function callsAndTags(kinds: readonly RequestKind[], { response, source, sdkPaths }: PageFacts): string[] {
  const path = (method: string) => code(sdkPaths.get(method) ?? method);
  const rows = kinds.map(({ when, calls, tags }) => [
    when,
    `${calls.length}: ${calls.map(path).join(', ')}`,
    tags.length === 0 ? 'none' : tags.join(', '),
  ]);
  const table = markdownTable(['request', 'calls on a miss', 'tags'], rows);
  if (!/\btakeCalls\b/.test(source)) return [table];
  const declared = new Set(kinds.flatMap(({ calls }) => calls));
  const others = [...sdkPaths.keys()].filter(
    (method) => !declared.has(method) && new RegExp(`\\b${method}\\b`).test(source),
  );
  const further =
    others.length === 0
      ? 'A miss may make further calls to the paths in this table.'
      : `A miss may also call ${others.map(path).join(' and ')}.`;
  return [table, response === undefined ? further : `${further} The example makes ${response.calls}.`];
}
