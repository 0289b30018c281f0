import fc from 'fast-check';

const SURROGATES = { from: 0xd800, count: 0x800 };
const UNICODE_MAX = 0x10ffff;

/**
 * Any Unicode character, as the unit of a string. The same as fast-check's unit `binary`, which takes most of a second to
 * build, because it lists all characters.
 */
export const anyCharacter = fc
  .integer({ min: 0, max: UNICODE_MAX - SURROGATES.count })
  .map(characterAt, indexOf);

function characterAt(index: number): string {
  return String.fromCodePoint(index < SURROGATES.from ? index : index + SURROGATES.count);
}

/** The reverse, with which fast-check also makes texts such as `__proto__`. Throws if the value is not one character. */
function indexOf(value: unknown): number {
  const [character, ...rest] = typeof value === 'string' ? value : '';
  const code = character?.codePointAt(0);
  if (code === undefined || rest.length > 0 || !character?.isWellFormed())
    throw new RangeError(`not one character: ${JSON.stringify(value)}`);
  return code < SURROGATES.from ? code : code - SURROGATES.count;
}
