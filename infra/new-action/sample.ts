import { uuidOf } from '../local/simulator/uuid.ts';
import { EMPTY } from './body-code.ts';
import type { Operation } from './operation.ts';
import type { SdkModels } from './sdk-declarations.ts';
import type { SdkType } from './sdk-type.ts';
import { type Field, ITEMS, nounOf, type Shape } from './shape.ts';
import { capitalized, wordsOf } from './words.ts';

/** A JSON value. */
export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

type JsonObject = { readonly [name: string]: Json };

const PAGE_ITEMS = 2;
const PAGING: Readonly<Record<string, number>> = {
  total: PAGE_ITEMS,
  pageNumber: 1,
  pageCount: 1,
  pageSize: 25,
};

/** What to put into a sample besides what the models require. */
type Wanted = 'every field' | 'required fields';

/** A response that has the SDK's model: with every field that becomes an output, or with as little as possible. */
export function sampleOf({ result, name }: Operation, shape: Shape, models: SdkModels, wanted: Wanted): Json {
  const create = createSampler(models, wanted);
  return create(result, {
    fields: shape.isArray ? undefined : shape.fields,
    list: shape.fields[0],
    seed: name,
  });
}

interface Place {
  /** The fields of the object; of an array, those of its items are in `list`. */
  readonly fields?: readonly Field[] | undefined;
  readonly list?: Field | undefined;
  /** Makes ids differ. */
  readonly seed: string;
  /** The name of the property, and the number of the item that it is in. */
  readonly name?: string;
  readonly index?: number;
}

function createSampler(models: SdkModels, wanted: Wanted) {
  const create = (type: SdkType, place: Place): Json => {
    const { seed, name = '', index = 0 } = place;
    switch (type.kind) {
      case 'array': {
        const list = place.list?.kind === 'list' ? place.list : undefined;
        const isPage = list !== undefined && wanted === 'every field' && isMain(list);
        return Array.from({ length: isPage ? PAGE_ITEMS : 1 }, (_, item) =>
          create(type.items, {
            name: name || ITEMS,
            fields: list?.fields,
            seed: `${seed} ${item}`,
            index: item,
          }),
        );
      }
      case 'model':
        return objectOf(type.name, place);
      case 'number':
        return PAGING[name] ?? index + 1;
      case 'boolean':
        return true;
      case 'string':
        return textOf(name, `${seed} ${name}`, index);
      case 'other':
        return {};
    }
  };
  const objectOf = (model: string, { fields = [], seed, index = 0 }: Place): JsonObject =>
    Object.fromEntries(
      (models.get(model) ?? []).flatMap(({ name, type, isRequired }) => {
        const field = fields.find((candidate) => candidate.name === name);
        // Also without every field a list has an item, so that the optional fields of the items are tried.
        const isWanted = isRequired || (field && (wanted === 'every field' || field.kind === 'list'));
        if (!isWanted) return [];
        const inner = field && 'fields' in field ? field.fields : undefined;
        const place = { fields: inner, list: field, seed: `${seed} ${name}`, name, index };
        const isName = name === 'name' && type.kind === 'string';
        return [[name, isName ? `${capitalized(nounOf(model))} ${index + 1}` : create(type, place)]];
      }),
    );
  return create;
}

/** Whether a list holds the items of a page, and not a part of one entity. */
function isMain({ name }: Field): boolean {
  return name === 'entities' || name === ITEMS;
}

function textOf(name: string, seed: string, index: number): string {
  const number = index + 1;
  if (/ids?$/i.test(name)) return uuidOf(seed);
  if (/^date|date$|time$/i.test(name)) return `2026-01-12T09:0${number}:00.000Z`;
  if (/ur[il]$/i.test(name)) return `https://example.com/${number}`;
  if (/e-?mail/i.test(name)) return `person${number}@example.com`;
  if (/phone|^address$|number$/i.test(name)) return `+1317555010${number}`;
  return `${capitalized(wordsOf(name))} ${number}`;
}

/** What the data action makes of a response: the fields of its shape, with empty values for absent ones. */
export function dataOf({ fields, isArray }: Shape, response: Json): Json {
  return isArray ? { [ITEMS]: fieldData(fields[0], response) } : objectData(fields, response, 'root');
}

function objectData(fields: readonly Field[], value: Json | undefined, place: 'root' | 'item'): JsonObject {
  const members = isObject(value) ? value : {};
  return Object.fromEntries(
    fields.map((field) => [field.name, fieldData(field, members[field.name], place)]),
  );
}

function fieldData(field: Field | undefined, value: Json | undefined, place: 'root' | 'item' = 'root'): Json {
  if (field === undefined) return [];
  const items = Array.isArray(value) ? value : [];
  switch (field.kind) {
    case 'scalar':
      return value ?? EMPTY[field.type];
    case 'scalars':
      return place === 'item' ? items.join(',') : items;
    case 'object':
      return objectData(field.fields, value, 'item');
    case 'list':
      return items.map((item: Json) => objectData(field.fields, item, 'item'));
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && !Array.isArray(value);
}
