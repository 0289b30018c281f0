import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { ValueSchema } from '../../lambda/config/setting.ts';
import { renamed } from '../../lambda/config/settings-reader.ts';
import { unknownKey } from '../unknown-key.ts';
import { FILE_KEYS } from './keys.ts';
import { schemaOf } from './schema.ts';

/** The content of the file of a stage. */
export interface StageFile {
  /** By key; without the keys that have a problem. */
  readonly values: ReadonlyMap<string, FileValue>;
  readonly problems: readonly string[];
}

interface FileValue {
  readonly value: unknown;
  /** File and line, such as `infra/stages/prod.jsonc:12`. */
  readonly where: string;
}

/** Of a stage without a file. */
export const NO_FILE: StageFile = { values: new Map(), problems: [] };

/** What editors call the JSON types. */
const TYPE_NAMES: Readonly<Record<ValueSchema['type'], string>> = {
  integer: 'a number',
  boolean: 'a boolean',
  string: 'a string',
  array: 'an array',
  object: 'an object with a number for each name',
};

/**
 * Reads the file of a stage, which is JSON with comments and trailing commas. Each problem names the file, the line, the key
 * and the value, and what was expected. `path` is for these messages.
 */
export function parseStageFile(path: string, text: string): StageFile {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const at = (offset: number) => `${path}:${text.slice(0, offset).split('\n').length}`;
  if (errors[0] !== undefined) return { ...NO_FILE, problems: [syntaxProblem(errors[0], text, at)] };
  if (root?.type !== 'object') return { ...NO_FILE, problems: [`${path} is not an object, expected {…}`] };
  const values = new Map<string, FileValue>();
  const problems: string[] = [];
  const names = new Set<unknown>();
  for (const { offset, children: [nameNode, valueNode] = [] } of root.children ?? []) {
    if (nameNode === undefined || valueNode === undefined) continue;
    const name = String(getNodeValue(nameNode));
    const where = at(offset);
    const read = names.has(name) ? { problem: `${name} is set twice` } : readValue(name, valueNode);
    names.add(name);
    if ('problem' in read) problems.push(`${where}: ${read.problem}`);
    else if (name !== '$schema') values.set(name, { value: read.value, where });
  }
  return { values, problems };
}

/** The first name that an object has twice. */
function repeatedName({ type, children = [] }: Node): string | undefined {
  if (type !== 'object') return undefined;
  const names = children.map(({ children: [name] = [] }) => name && String(getNodeValue(name)));
  return names.find((name, index) => names.indexOf(name) !== index);
}

function syntaxProblem({ error, offset, length }: ParseError, text: string, at: (offset: number) => string) {
  const words = printParseErrorCode(error).replace(/(?<=.)[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
  const found = text.slice(offset, offset + length);
  return `${at(offset)}: ${words}, found ${found === '' ? 'the end of the file' : JSON.stringify(found)}`;
}

type ReadValue = { readonly value: unknown } | { readonly problem: string };

function readValue(name: string, node: Node): ReadValue {
  const value: unknown = getNodeValue(node);
  if (name === '$schema') return { value };
  if (name === 'stage') return { problem: 'stage is not a key of this file, its name is the stage' };
  const setting = Object.hasOwn(FILE_KEYS, name) ? FILE_KEYS[name] : undefined;
  if (setting === undefined) {
    const [current] = Object.entries(FILE_KEYS).find(([, { formerly }]) => formerly?.key === name) ?? [];
    if (current !== undefined) return { problem: renamed(name, current, String(value)) };
    return { problem: unknownKey(name, Object.keys(FILE_KEYS)) };
  }
  const twice = repeatedName(node);
  if (twice !== undefined) return { problem: `${name} has ${twice} twice` };
  const { expected, read } = setting.type;
  const schema = schemaOf(setting.type);
  const text = textOf(value, schema);
  const type = text === undefined ? `${TYPE_NAMES[schema.type]}: ` : '';
  const result = text === undefined ? undefined : read(text);
  return result === undefined
    ? { problem: `${name} is ${JSON.stringify(value)}, expected ${type}${expected}` }
    : { value: result };
}

/** The text that `-c` would take for a JSON value; undefined if the value has another JSON type. */
function textOf(value: unknown, { type }: ValueSchema): string | undefined {
  if (type === 'integer') return typeof value === 'number' ? String(value) : undefined;
  if (type === 'array') return Array.isArray(value) ? value.map(itemText).join(',') : undefined;
  if (type !== 'object') return typeof value === type ? String(value) : undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value)
    .map(([name, item]) => `${name}=${itemText(item)}`)
    .join(',');
}

function itemText(item: unknown): string {
  return typeof item === 'string' ? item : JSON.stringify(item);
}
