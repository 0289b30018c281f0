import * as v from 'valibot';

/**
 * The kinds of parameters that data actions take. Genesys may send any of them as text, so each accepts its
 * textual form; the messages say what was expected.
 */

const ID = /^[0-9a-z][0-9a-z_-]{0,63}$/;
const AN_ID = 'expected an id of at most 64 letters, digits, - and _';
const MOST_IDS = 100;

/** One id, trimmed and lower-cased. Genesys' own are UUIDs. */
export const id = v.pipe(
  v.string(AN_ID),
  v.transform((given) => given.trim().toLowerCase()),
  v.regex(ID, AN_ID),
);

/**
 * Ids as an array or as one comma-separated string; at most 100. Trimmed, lower-cased, without repeats and
 * sorted, so that equal sets are equal lists. Genesys' own are UUIDs.
 */
export const idList = v.pipe(
  v.union(
    [v.string(), v.array(v.string())],
    'expected ids as an array of strings or one comma-separated string',
  ),
  v.transform((given) => (typeof given === 'string' ? given.split(',') : given)),
  v.transform((parts) => parts.map((id) => id.trim().toLowerCase()).filter((id) => id !== '')),
  v.array(v.pipe(v.string(), v.regex(ID, AN_ID))),
  v.transform((ids) => [...new Set(ids)].sort()),
  v.maxLength(MOST_IDS, ({ input }) => `expected at most ${MOST_IDS} ids, got ${input.length}`),
);

/** An {@link idList} with an id in it. */
export const someIds = v.pipe(idList, v.minLength(1, 'expected at least one id'));

/** A whole number from `min` to `max`, both included; also as text. */
export function integer(min: number, max: number) {
  const expected =
    max === Number.MAX_SAFE_INTEGER
      ? `expected an integer of at least ${min}`
      : `expected an integer from ${min} to ${max}`;
  const isInRange = (value: number | string) => {
    const number = toNumber(value);
    return Number.isSafeInteger(number) && number >= min && number <= max;
  };
  return v.pipe(
    v.union([v.number(), v.string()], expected),
    v.check(isInRange, expected),
    v.transform(toNumber),
  );
}

/** NaN for text that is not a decimal number. Genesys prints whole numbers as `25` or `25.0`. */
function toNumber(value: number | string): number {
  if (typeof value === 'number') return value;
  return /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : Number.NaN;
}

/** One of the choices, in any case. */
export function choice<const Choice extends string>(choices: readonly Choice[]) {
  const expected = `expected ${choices.join(' or ')}`;
  return v.pipe(
    v.string(expected),
    v.transform((value) => value.trim().toLowerCase()),
    v.picklist(choices, expected),
  );
}

const MOST_NAME_CHARACTERS = 256;

const text = v.pipe(
  v.string('expected text'),
  v.check((name) => name.isWellFormed(), 'expected well-formed Unicode'),
  v.trim(),
  v.maxLength(MOST_NAME_CHARACTERS, `expected at most ${MOST_NAME_CHARACTERS} characters`),
);

/** A name to search for, trimmed; `*` stands for anything, at its beginning and its end only. */
export const namePattern = v.pipe(
  text,
  v.regex(/^\*?[^*]*\*?$/, 'expected * only at the beginning or the end'),
);

/** The whole name of something, trimmed. */
export const wholeName = v.pipe(text, v.regex(/^[^*]*$/, 'expected a whole name, without *'));

/** What a parameter is when it is not given; undefined: nothing. */
export function defaultOf(parameter: v.ObjectEntries[string] | undefined): unknown {
  return parameter && v.getDefault(parameter);
}

/** Whether a parameter has to be given. */
export function isRequired(parameter: v.ObjectEntries[string] | undefined): boolean {
  return parameter !== undefined && parameter.type !== 'optional';
}
