import type { Output } from '../../lambda/actions/contract.ts';
import { ENVELOPE } from '../genesys/outputs.ts';
import { type Field, ITEMS, type Scalar, type Shape } from './shape.ts';
import { asSentence, capitalized, pluralOf, singularOf, uncapitalized, wordsOf } from './words.ts';

/** An output and the name that it should have. */
interface Candidate extends Output {
  readonly name: string;
}

const LAST_RESORTS = ['Other', 'Third', 'Fourth'];
const WHOLE = /^(total|page\w+|\w*[cC]ount)$/;
const PAGING: Readonly<Record<string, string>> = {
  total: 'Number of items on all pages.',
  pageNumber: 'Number of this page.',
  pageCount: 'Number of pages.',
  pageSize: 'Maximum number of items per page.',
};

/** The outputs for a response: its values, and a list for each value of the items of a list. */
export function outputsOf({ fields, noun }: Shape): Record<string, Output> {
  const outputs: Record<string, Output> = {};
  for (const { name, ...output } of fields.flatMap(candidatesOf))
    outputs[freeName(lettersOf(name), { outputs, noun })] = output;
  return outputs;
}

const DIGITS = ['Zero', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];

/** The name in letters only, the first of them small: outputs have no digits. */
function lettersOf(name: string): string {
  const letters = name.replace(/\d/g, (digit) => DIGITS[Number(digit)] ?? '').replaceAll('_', '');
  return uncapitalized(letters);
}

/** A name that no other output has, not even a common one such as `status`. */
function freeName(name: string, { outputs, noun }: { outputs: object; noun: string }): string {
  const prefix = uncapitalized(
    noun.replace(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll(' ', ''),
  );
  const longer = prefix.toLowerCase().endsWith(name.toLowerCase()) ? prefix : `${prefix}${capitalized(name)}`;
  const isFree = (candidate: string) => !(candidate in outputs) && !(candidate in ENVELOPE);
  const candidates = [name, longer, `${longer}Value`, ...LAST_RESORTS.map((word) => `${longer}${word}`)];
  return lettersOf(candidates.find(isFree) ?? longer);
}

function candidatesOf(field: Field): Candidate[] {
  const { name } = field;
  switch (field.kind) {
    case 'scalar':
      return [{ name, path: name, type: flatType(name, field.type), description: describe([name], field) }];
    case 'scalars':
      return [
        {
          name: field.name === ITEMS ? 'values' : name,
          path: `${name}[*]`,
          type: flatType(name, field.type),
          description: asSentence(wordsOf(name)),
        },
      ];
    case 'object':
      return field.fields.map((inner) => ({
        name: `${name}${capitalized(inner.name)}`,
        path: `${name}.${inner.name}`,
        type: inner.kind === 'scalar' ? flatType(inner.name, inner.type) : 'string',
        description: describe([name, inner.name], inner),
      }));
    case 'list':
      return inOrderOfFirst(field.fields.flatMap((inner) => listCandidates(field, inner)));
  }
}

/** Genesys' lists `entities` and the only list of an array hold the items themselves; other lists are a part. */
function listCandidates(list: Field & { kind: 'object' | 'list' }, inner: Field): Candidate[] {
  const isMain = list.name === 'entities' || list.name === ITEMS;
  const prefix = isMain ? '' : singularOf(list.name);
  const owner = isMain ? list.noun : wordsOf(singularOf(list.name));
  const leaves = inner.kind === 'object' || inner.kind === 'list' ? inner.fields : [undefined];
  return leaves.map((leaf) => {
    const steps = leaf === undefined ? [inner.name] : [inner.name, leaf.name];
    const field = leaf ?? inner;
    const last = steps.at(-1) ?? '';
    const base = uncapitalized([prefix, ...steps].filter(Boolean).map(capitalized).join(''));
    return {
      name: listName(base, field),
      path: `${list.name}[*].${steps.join('.')}`,
      type: field.kind === 'scalar' ? flatType(last, field.type) : 'string',
      description: describe(steps, field, owner),
    };
  });
}

function inOrderOfFirst([first, ...others]: Candidate[]): Candidate[] {
  if (first === undefined) return [];
  const inOrder = ({ description }: Candidate) =>
    `${description.slice(0, -1)}, in the order of ${first.name}.`;
  return [first, ...others.map((other) => ({ ...other, description: inOrder(other) }))];
}

/** `ids` for `id`; a word that is no noun, such as `enabled` or `dateModified`, becomes `enabledList`. */
function listName(base: string, field: Field): string {
  const isNoun = field.kind === 'scalar' && field.type !== 'boolean' && !base.endsWith('ed');
  return isNoun && !base.endsWith('s') ? pluralOf(base) : `${base}List`;
}

function flatType(name: string, type: Scalar): Output['type'] {
  return type === 'number' && WHOLE.test(name) ? 'integer' : type;
}

function describe(steps: readonly string[], field: Field, owner?: string): string {
  const [first = ''] = steps;
  if (owner === undefined && steps.length === 1 && PAGING[first] !== undefined) return PAGING[first];
  const what = steps.map(wordsOf).join(' ');
  const value = field.kind === 'scalars' ? `${what}, separated by commas,` : what;
  const yesNo = field.kind === 'scalar' && field.type === 'boolean' ? ', true or false' : '';
  return owner === undefined
    ? asSentence(`${what}${yesNo}`)
    : asSentence(`${value} of each ${owner}${yesNo}`);
}
