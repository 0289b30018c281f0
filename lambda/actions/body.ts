import * as v from 'valibot';

/** Schemas for values that Genesys may leave out. Architect needs a value in each output, so they become empty. */
export const optionalText = v.nullish(v.string(), '');
export const optionalNumber = v.nullish(v.number(), 0);
export const optionalFlag = v.nullish(v.boolean(), false);

/** A list inside a list, which Architect does not have: its items as one text, separated by commas. */
export const joinedList = v.pipe(
  v.nullish(v.array(v.union([v.string(), v.number(), v.boolean()])), []),
  v.transform((items) => items.join(',')),
);

/** A body that may lack any of these properties, such as an analytics response, which omits what is zero. */
export function sparse<Entries extends v.ObjectEntries>(schema: v.LooseObjectSchema<Entries, undefined>) {
  return v.pipe(
    v.unknown(),
    v.check((body) => isSparse(body, schema.entries)),
    schema,
  );
}

/** Any other object, such as an error with status 200, has other properties only. */
function isSparse(body: unknown, entries: object): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  const names = Object.keys(body);
  return names.length === 0 || names.some((name) => Object.hasOwn(entries, name));
}
