/** A type in the SDK's declarations. `other` has no fixed properties: a map, any object, or nothing. */
export type SdkType =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'other' }
  | { readonly kind: 'model'; readonly name: string }
  | { readonly kind: 'array'; readonly items: SdkType };

const OTHER = /^(object|any|void|Date|Record<string, .+>|\{ \[key: string\]: .+ \})$/;

/** Reads a type as the SDK's index.d.ts writes it, for example `Array<Models.Queue>`. Throws for any other text. */
export function readType(text: string): SdkType {
  if (text === 'string' || text === 'number' || text === 'boolean') return { kind: text };
  const [, model] = /^Models\.(\w+)$/.exec(text) ?? [];
  if (model !== undefined) return { kind: 'model', name: model };
  const [, items] = /^Array<(.+)>$/.exec(text) ?? [];
  if (items !== undefined) return { kind: 'array', items: readType(items) };
  if (OTHER.test(text)) return { kind: 'other' };
  throw new Error(`the type is ${text}, expected one that the SDK has used so far`);
}

/** The type as TypeScript, with models imported as `Models`. */
export function typeText(type: SdkType): string {
  if (type.kind === 'model') return `Models.${type.name}`;
  return type.kind === 'array' ? `${typeText(type.items)}[]` : type.kind === 'other' ? 'unknown' : type.kind;
}
