import { dataActions } from '../../lambda/actions/catalog.ts';
import type { DataAction } from '../../lambda/actions/define.ts';
import { defaultOf, isRequired } from '../../lambda/actions/parameters.ts';
import { outputsOf } from '../genesys/outputs.ts';
import { code, markdownTable } from './markdown.ts';

const actions = [...dataActions.values()];

/** A table with a row for each data action. */
export function actionsTable(): string {
  const rows = actions.map(({ name, contract, permission, ttlSeconds, maxAgeSeconds }) => [
    code(name),
    Object.keys(contract.inputs).map(code).join(', '),
    permission ?? 'none',
    ttlSeconds === undefined ? code('CACHE_TTL_SECONDS') : `${ttlSeconds} s`,
    maxAgeSeconds === undefined ? '' : `${maxAgeSeconds} s`,
  ]);
  return markdownTable(['data action', 'inputs', 'permission', 'TTL', 'max age'], rows);
}

/** The entity types whose changes invalidate each data action. */
export function invalidationTable(): string {
  const rows = actions.map(({ name, entityTypes }) => [
    code(name),
    entityTypes.length === 0 ? 'none' : entityTypes.map(code).join(', '),
  ]);
  return markdownTable(['data action', 'invalidated by changes of (entity type)'], rows);
}

/** A section for each data action: its summary, its inputs and its own outputs. */
export function actionSections(): string {
  return actions
    .map((action) =>
      [
        `## ${action.name}`,
        action.summary,
        inputsOf(action),
        outputsTable(outputsOf(action).filter(({ jsonPath }) => isOwn(jsonPath))),
      ].join('\n\n'),
    )
    .join('\n\n');
}

/** The outputs that all data actions have in common. */
export function commonOutputsTable(): string {
  const [action] = actions;
  return outputsTable(action ? outputsOf(action).filter(({ jsonPath }) => !isOwn(jsonPath)) : []);
}

function isOwn(jsonPath: string): boolean {
  return jsonPath.startsWith('$.data.');
}

function inputsOf({ contract, parameters }: DataAction): string {
  const rows = Object.entries(contract.inputs).map(([name, { type, description }]) => [
    code(name),
    type,
    isRequired(parameters[name]) ? 'required' : code(defaultOf(parameters[name])),
    description,
  ]);
  return markdownTable(['input', 'type', 'default', 'meaning'], rows);
}

function outputsTable(outputs: ReturnType<typeof outputsOf>): string {
  const rows = outputs.map(({ name, type, isList, description }) => [
    code(name),
    isList ? `list of ${type}` : type,
    description,
  ]);
  return markdownTable(['output', 'type', 'meaning'], rows);
}
