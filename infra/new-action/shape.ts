import type { SdkModels, SdkProperty } from './sdk-declarations.ts';
import type { SdkType } from './sdk-type.ts';
import { wordsOf } from './words.ts';

export type Scalar = 'string' | 'number' | 'boolean';

/** A part of a response that becomes one or several outputs. */
export type Field =
  | { readonly kind: 'scalar'; readonly name: string; readonly isRequired: boolean; readonly type: Scalar }
  /** A list of scalars. */
  | { readonly kind: 'scalars'; readonly name: string; readonly isRequired: boolean; readonly type: Scalar }
  | {
      readonly kind: 'object' | 'list';
      readonly name: string;
      readonly isRequired: boolean;
      readonly fields: readonly Field[];
      /** What the object or an item of the list is, in words. */
      readonly noun: string;
    };

/** The parts of a response that a flow can take. */
export interface Shape {
  /** What the response describes, in words. */
  readonly noun: string;
  readonly fields: readonly Field[];
  /** The response is an array, which the only field stands for. */
  readonly isArray: boolean;
}

/** The name of the only field of a response that is an array. */
export const ITEMS = 'items';
const MAX_NESTED = 4;
const LINK = /^(self|first|last|next|previous)Uri$/;
const NAME = /^[A-Za-z]\w*$/;

/** The shape of the response of an operation. A shape without fields has nothing that a flow can take. */
export function shapeOf(result: SdkType, models: SdkModels): Shape {
  if (result.kind === 'array') {
    const property = { name: ITEMS, type: result, isRequired: true };
    const list = scalarsOf(property) ?? listOf(property, models, (items) => allFields(items, models));
    return { noun: list?.kind === 'list' ? list.noun : 'item', fields: list ? [list] : [], isArray: true };
  }
  if (result.kind !== 'model') return { noun: '', fields: [], isArray: false };
  const properties = propertiesOf(result.name, models);
  const listing = listingOf(properties, models);
  const fields = listing
    ? [...properties.flatMap((property) => scalarOf(property) ?? []), listing]
    : allFields(properties, models, { withLists: true });
  return { noun: nounOf(result.name), fields, isArray: false };
}

/** The properties of a model that JSONPath and TypeScript can name without quotes, without links to itself. */
function propertiesOf(model: string, models: SdkModels): readonly SdkProperty[] {
  return (models.get(model) ?? []).filter(({ name }) => NAME.test(name) && !LINK.test(name));
}

/** The items of a page: `entities`, or the only list of a model that otherwise has only scalars. */
function listingOf(properties: readonly SdkProperty[], models: SdkModels): Field | undefined {
  const lists = properties.filter(({ type }) => type.kind === 'array' && type.items.kind === 'model');
  const isListing = properties.every((property) => lists.includes(property) || scalarOf(property));
  const list = lists.find(({ name }) => name === 'entities') ?? (isListing ? lists[0] : undefined);
  if (list === undefined || (list.name !== 'entities' && lists.length > 1)) return undefined;
  return listOf(list, models, (items) => allFields(items, models));
}

function allFields(
  properties: readonly SdkProperty[],
  models: SdkModels,
  { withLists = false } = {},
): readonly Field[] {
  return properties.flatMap((property) => {
    const lists = () => (withLists ? listOf(property, models, few) : undefined);
    return scalarOf(property) ?? scalarsOf(property) ?? objectOf(property, models) ?? lists() ?? [];
  });
}

function scalarOf({ name, type: { kind }, isRequired }: SdkProperty): Field | undefined {
  return isScalar(kind) ? { kind: 'scalar', name, isRequired, type: kind } : undefined;
}

function scalarsOf({ name, type, isRequired }: SdkProperty): Field | undefined {
  if (type.kind !== 'array' || !isScalar(type.items.kind)) return undefined;
  return { kind: 'scalars', name, isRequired, type: type.items.kind };
}

function objectOf({ name, type, isRequired }: SdkProperty, models: SdkModels): Field | undefined {
  if (type.kind !== 'model') return undefined;
  const fields = few(propertiesOf(type.name, models));
  return fields.length === 0
    ? undefined
    : { kind: 'object', name, isRequired, fields, noun: nounOf(type.name) };
}

function listOf(
  { name, type, isRequired }: SdkProperty,
  models: SdkModels,
  choose: (properties: readonly SdkProperty[]) => readonly Field[],
): Field | undefined {
  if (type.kind !== 'array' || type.items.kind !== 'model') return undefined;
  const fields = choose(propertiesOf(type.items.name, models));
  const noun = nounOf(type.items.name);
  return fields.length === 0 ? undefined : { kind: 'list', name, isRequired, fields, noun };
}

/** The scalars of a nested model; of more than four only its id and name, so that the outputs stay readable. */
function few(properties: readonly SdkProperty[]): readonly Field[] {
  const scalars = properties.flatMap((property) => scalarOf(property) ?? []);
  return scalars.length <= MAX_NESTED
    ? scalars
    : scalars.filter(({ name }) => name === 'id' || name === 'name');
}

function isScalar(kind: SdkType['kind']): kind is Scalar {
  return kind === 'string' || kind === 'number' || kind === 'boolean';
}

/** What a model describes, for example `routing skill` for `RoutingSkill`. */
export function nounOf(model: string): string {
  return wordsOf(model.replace(/(Entity)?(Listing|List|Response|Result|Ref|Reference)$/, '') || model);
}
