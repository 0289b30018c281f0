import { dataActions } from '../../lambda/actions/catalog.ts';
import { type DataAction, GROUPS } from '../../lambda/actions/define.ts';
import { defaultOf, isRequired } from '../../lambda/actions/parameters.ts';
import { outputsOf } from '../genesys/outputs.ts';
import { code, markdownTable } from './markdown.ts';

/** All data actions, by group. */
const actions = GROUPS.flatMap((group) =>
  [...dataActions.values()].filter((action) => action.group === group),
);

/** The path of the page of a data action. */
export function pagePath(name: string): string {
  return `docs/data-actions/${name}.md`;
}

/** A table with a row for each group; its links start at the root of the repository. */
export function groupsTable(): string {
  const rows = GROUPS.map((group) => [
    group,
    actions
      .filter((action) => action.group === group)
      .map(({ name }) => `[${code(name)}](${pagePath(name)})`)
      .join(', '),
  ]);
  return markdownTable(['group', 'data actions'], rows);
}

/** A table with a row for each data action; its links start in `docs/`. */
export function actionsTable(): string {
  const rows = actions.map((action) => [
    action.group,
    `[${code(action.name)}](${pagePath(action.name).replace(/^docs\//, '')})`,
    action.summary,
    action.permission ?? 'none',
    ...lifetimeCells(action),
  ]);
  return markdownTable(['group', 'data action', 'what it does', 'permission', 'TTL', 'max age'], rows);
}

/** The TTL and the max age. */
export function lifetimeCells({ ttlSeconds, maxAgeSeconds }: DataAction): [ttl: string, maxAge: string] {
  return [
    ttlSeconds === undefined ? code('CACHE_TTL_SECONDS') : `${ttlSeconds} s`,
    maxAgeSeconds === undefined ? 'none' : `${maxAgeSeconds} s`,
  ];
}

/** The entity types whose changes invalidate each data action. */
export function invalidationTable(): string {
  const rows = actions.map(({ name, entityTypes }) => [
    code(name),
    entityTypes.length === 0 ? 'none' : entityTypes.map(code).join(', '),
  ]);
  return markdownTable(['data action', 'invalidated by changes of (entity type)'], rows);
}

/** The outputs that all data actions have in common. */
export function commonOutputsTable(): string {
  const [action] = actions;
  return outputsTable(action ? outputsOf(action).filter((output) => !isOwn(output)) : []);
}

/** The outputs that only this data action has. */
export function ownOutputsTable(action: DataAction): string {
  return outputsTable(outputsOf(action).filter(isOwn));
}

function isOwn({ jsonPath }: { jsonPath: string }): boolean {
  return jsonPath.startsWith('$.data.');
}

/** The inputs of a data action; text if it has none. */
export function inputsTable({ contract, parameters }: DataAction): string {
  const rows = Object.entries(contract.inputs).map(([name, { type, description }]) => [
    code(name),
    type,
    isRequired(parameters[name]) ? 'required' : code(defaultOf(parameters[name])),
    description,
  ]);
  return rows.length === 0 ? 'None.' : markdownTable(['input', 'type', 'default', 'meaning'], rows);
}

function outputsTable(outputs: ReturnType<typeof outputsOf>): string {
  const rows = outputs.map(({ name, type, isList, description }) => [
    code(name),
    isList ? `list of ${type}` : type,
    description,
  ]);
  return markdownTable(['output', 'type', 'meaning'], rows);
}
