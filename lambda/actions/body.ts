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
