import {
  applyEdits,
  findNodeAtLocation,
  modify,
  type Node,
  parseTree,
  stripComments,
  visit,
} from 'jsonc-parser';
import type { StackSetting, ValueSchema } from '../../lambda/config/setting.ts';
import type { Stage } from '../config.ts';
import { FILE_KEYS } from './keys.ts';
import { schemaOf } from './schema.ts';

/** Values by key; undefined: not set. */
export type NewValues = ReadonlyMap<string, unknown>;

/** The text of a new file: its keys follow as comments. */
function emptyFile(stage: Stage): string {
  return `// The configuration of the stage ${stage}. Commit this file.
// A key in a comment is not set. Remove the // to set it, or run: npm run configure -- --stage ${stage}
{
  "$schema": "./schema.json",
}
`;
}

/**
 * The text of the file of a stage with some values changed. `text` is a valid file, or undefined if there is none. Other values
 * and all comments stay. Keys that the file does not mention are added as comments, with their meaning and default.
 */
export function editStageFile(text: string | undefined, stage: Stage, values: NewValues): string {
  const isWindows = text?.includes('\r\n');
  const complete = withAllKeys(withFinalComma(text?.replaceAll('\r\n', '\n') ?? emptyFile(stage)), stage);
  const edited = [...values].reduce((before, [key, value]) => withValue(before, key, value), complete);
  return isWindows ? edited.replaceAll('\n', '\r\n') : edited;
}

function withValue(text: string, key: string, value: unknown): string {
  const node = findNodeAtLocation(rootOf(text), [key])?.parent;
  if (value === undefined && node === undefined) return text;
  if (value === undefined && node !== undefined && startsLine(text, node)) return withComment(text, node);
  if (node !== undefined)
    return applyEdits(
      text,
      modify(text, [key], value, { formattingOptions: { insertSpaces: true, tabSize: 2 } }),
    );
  const comment = commentOf(key, text);
  if (comment === undefined) throw new Error(`${key} has no comment`);
  const property = `${JSON.stringify(key)}: ${JSON.stringify(value)},`;
  return text.slice(0, comment.offset) + property + text.slice(comment.offset + comment.length);
}

function startsLine(text: string, { offset }: Node): boolean {
  return text.slice(text.lastIndexOf('\n', offset) + 1, offset).trim() === '';
}

/** Turns the lines of a property into comments. */
function withComment(text: string, { offset, length }: Node): string {
  const start = text.lastIndexOf('\n', offset) + 1;
  const end = offset + length;
  const lines = text.slice(start, end).replace(/^( *)/gm, '$1// ');
  return text.slice(0, start) + lines + text.slice(end);
}

/** The comment that {@link withAllKeys} writes for a key that is not set. */
function commentOf(key: string, text: string): Part | undefined {
  const pattern = new RegExp(`^// "${key}": .*,[ \\t]*$`);
  return commentsOf(text).find(({ offset, length }) => pattern.test(text.slice(offset, offset + length)));
}

type Part = Pick<Node, 'offset' | 'length'>;

/** The comments between the properties of the file. */
function commentsOf(text: string): Part[] {
  const root = rootOf(text);
  const comments: Part[] = [];
  visit(text, { onComment: (offset, length) => comments.push({ offset, length }) });
  const contains = (node: Node, { offset }: Part) =>
    offset > node.offset && offset < node.offset + node.length;
  return comments.filter(
    (comment) => contains(root, comment) && !root.children?.some((child) => contains(child, comment)),
  );
}

function withAllKeys(text: string, stage: Stage): string {
  const root = rootOf(text);
  const end = root.offset + root.length - 1;
  const missing = Object.entries(FILE_KEYS)
    .filter(([key]) => findNodeAtLocation(root, [key]) === undefined && commentOf(key, text) === undefined)
    .map(
      ([key, setting]) => `\n${description(setting, stage)}\n  // "${key}": ${example(setting, stage)},\n`,
    );
  const before = text.slice(0, end).trimEnd();
  return missing.length === 0 ? text : `${before}\n${missing.join('')}${text.slice(end)}`;
}

/** A comma after the last property, so that properties can follow it. */
function withFinalComma(text: string): string {
  const { offset, length, children } = rootOf(text);
  const last = children?.at(-1);
  if (last === undefined) return text;
  const end = last.offset + last.length;
  const rest = stripComments(text.slice(end, offset + length));
  return rest.includes(',') ? text : `${text.slice(0, end)},${text.slice(end)}`;
}

const LINE = 110;

function description({ meaning, type, defaults }: StackSetting<unknown>, stage: Stage): string {
  const plain = meaning.replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 (docs/$2)').replaceAll('`', '');
  const unset = defaults[stage] === undefined ? ' Not set by default.' : '';
  const words = `${plain} Takes ${type.expected}.${unset}`.split(' ');
  const lines = [''];
  for (const word of words) {
    const line = `${lines.at(-1)} ${word}`;
    if (line.length <= LINE) lines[lines.length - 1] = line;
    else lines.push(` ${word}`);
  }
  return lines.map((line) => `  //${line}`).join('\n');
}

const EMPTY: Readonly<Record<ValueSchema['type'], unknown>> = {
  integer: 0,
  boolean: false,
  string: '',
  array: [],
  object: {},
};

function example({ type, defaults }: StackSetting<unknown>, stage: Stage): string {
  return JSON.stringify(defaults[stage] ?? EMPTY[schemaOf(type).type]);
}

function rootOf(text: string): Node {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root?.type !== 'object') throw new Error('the file of a stage is not an object');
  return root;
}
