import * as v from 'valibot';

/**
 * Schemas for the parameters of data actions. Genesys may send any value as text, so each accepts the text of its value.
 * The message of each completes "queueId: …".
 */

const ID = /^[0-9a-z][0-9a-z_-]{0,63}$/;
const AN_ID = 'expected an id of at most 64 letters, digits, - and _';
const MAX_ITEMS = 100;

/** An id, trimmed and in lower case. Genesys' own ids are UUIDs. */
export const id = v.pipe(
  v.string(AN_ID),
  v.transform((given) => given.trim().toLowerCase()),
  v.regex(ID, AN_ID),
);

/**
 * Up to 100 ids, as an array or as one comma-separated string. Trimmed, in lower case, sorted and without duplicates, so
 * that equal sets are equal lists.
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
  v.maxLength(MAX_ITEMS, ({ input }) => `expected at most ${MAX_ITEMS} ids, got ${input.length}`),
);

/** The items of an array, or of one comma-separated string. */
const items = v.pipe(
  v.union([v.string(), v.array(v.string())], 'expected an array of strings or one comma-separated string'),
  v.transform((given) => (typeof given === 'string' ? given.split(',') : given)),
);

/** An {@link idList} of at least one id. */
export const someIds = v.pipe(idList, v.minLength(1, 'expected at least one id'));

/** A whole number from `min` to `max`, both included. */
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

/** Words in one phrase: `voice, chat or email`. */
export function alternatives(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' or $1');
}

/** One of the choices, spelt as in `choices`; a request may spell it in any case. */
export function choice<const Choice extends string>(choices: readonly Choice[]) {
  const expected = `expected ${alternatives(choices)}`;
  const asWritten = new Map<string, string>(choices.map((each) => [each.toLowerCase(), each]));
  return v.pipe(
    v.string(expected),
    v.transform((value) => value.trim().toLowerCase()),
    v.transform((value) => asWritten.get(value) ?? value),
    v.picklist(choices, expected),
  );
}

/** Some of the {@link choice choices}, as an array or as one comma-separated string; sorted and without duplicates. */
export function choiceList<const Choice extends string>(choices: readonly Choice[]) {
  return v.pipe(
    items,
    v.transform((given) => given.filter((item) => item.trim() !== '')),
    v.array(choice(choices)),
    v.transform((chosen) => [...new Set(chosen)].sort()),
  );
}

/** A number, which may have a sign and decimals. */
export const decimal = v.pipe(
  v.union([v.number(), v.string()], 'expected a number'),
  v.transform((value) => (typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value)),
  v.number('expected a number'),
  v.finite('expected a number'),
);

const DECIMAL = /^\s*-?\d+(\.\d+)?\s*$/;

/** true or false, ignoring case. */
export const flag = v.pipe(
  v.union([v.boolean(), v.string()], 'expected true or false'),
  v.transform((value) => String(value).trim().toLowerCase()),
  v.picklist(['true', 'false'], 'expected true or false'),
  v.transform((value) => value === 'true'),
);

const TEXT_MAX_CHARACTERS = 256;

/** Text of at most 256 characters, trimmed. */
export const text = v.pipe(
  v.string('expected text'),
  v.check((value) => value.isWellFormed(), 'expected well-formed Unicode'),
  v.trim(),
  v.maxLength(TEXT_MAX_CHARACTERS, `expected at most ${TEXT_MAX_CHARACTERS} characters`),
);

/**
 * A value for a segment of a path. Only a UUID is converted to lower case, because other ids may depend on it. URLs
 * resolve the segments `.` and `..`, so these would call another endpoint.
 */
export const pathSegment = v.pipe(
  text,
  v.regex(/^(?!\.{1,2}$)/, 'expected a value other than . and ..'),
  v.transform(lowerCaseUuid),
);

/**
 * Up to 100 texts, as an array or as one comma-separated string. Trimmed, sorted and without duplicates, so that equal
 * sets are equal lists. Only UUIDs are converted to lower case.
 */
export const textList = v.pipe(
  items,
  v.array(v.pipe(text, v.transform(lowerCaseUuid))),
  v.transform((texts) => [...new Set(texts)].filter((item) => item !== '').sort()),
  v.maxLength(MAX_ITEMS, ({ input }) => `expected at most ${MAX_ITEMS} values, got ${input.length}`),
);

function lowerCaseUuid(value: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value.toLowerCase() : value;
}

/** A name to search for, trimmed. `*` matches anything and is allowed at the beginning and at the end. */
export const namePattern = v.pipe(
  text,
  v.regex(/^\*?[^*]*\*?$/, 'expected * only at the beginning or the end'),
);

/** A full name, trimmed. */
export const wholeName = v.pipe(text, v.regex(/^[^*]*$/, 'expected a full name, without *'));

/** An e-mail address, trimmed and in lower case. */
export const emailAddress = v.pipe(
  text,
  v.toLowerCase(),
  v.regex(/^[^\s@*]+@[^\s@*]+$/, 'expected an e-mail address'),
);

const A_PHONE_NUMBER = 'expected a phone number in E.164, for example +12025550143';

/**
 * A phone number in E.164, such as `+12025550143`, without spaces and other separators; `tel:` may precede it. The `(0)`
 * of `+49 (0)30 …` is not part of the number, so such a number is not in E.164.
 */
export const phoneNumber = v.pipe(
  text,
  v.check((given) => !given.includes('(0)'), A_PHONE_NUMBER),
  v.transform((given) => given.replace(/^tel:/i, '').replace(/[\s()./-]/g, '')),
  v.regex(/^\+[1-9]\d{6,14}$/, A_PHONE_NUMBER),
);

const A_TIME = 'expected a date and time with Z or an offset, for example 2026-12-24T09:00:00Z';
const TIME = /^20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/i;

/** An instant of this century in ISO 8601, such as `2026-12-24T10:00:00+01:00`; as the same instant in UTC. */
export const instant = v.pipe(
  v.string(A_TIME),
  v.trim(),
  v.regex(TIME, A_TIME),
  v.check(exists, A_TIME),
  v.transform((time) => new Date(time).toISOString()),
);

/** Whether a time and its day exist: `Date.parse` takes 31 February for 3 March. */
function exists(time: string): boolean {
  const day = time.slice(0, 10);
  return !Number.isNaN(Date.parse(time)) && new Date(day).toISOString().startsWith(day);
}

/** The default of a parameter; undefined if it has none. */
export function defaultOf(parameter: v.ObjectEntries[string] | undefined): unknown {
  return parameter && v.getDefault(parameter);
}

export function isRequired(parameter: v.ObjectEntries[string] | undefined): boolean {
  return parameter !== undefined && parameter.type !== 'optional';
}

/** The options of a request, without absent ones and empty lists. */
export function present<Options extends object>(
  options: Options,
): { [Name in keyof Options]?: NonNullable<Options[Name]> } {
  const result: { [Name in keyof Options]?: NonNullable<Options[Name]> } = {};
  for (const name in options) {
    const value = options[name];
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
    result[name] = value;
  }
  return result;
}
