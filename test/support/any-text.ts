import fc from 'fast-check';

const FIRST_SURROGATE = 0xd8_00;
const SURROGATES = 0x8_00;
const MAX_CODE_POINT = 0x10_ff_ff;

/** Any character but a surrogate: fast-check's `binary` without its list of all characters, which takes long to make. */
const character = fc.integer({ min: 0, max: MAX_CODE_POINT - SURROGATES }).map(
  (index) => String.fromCodePoint(index < FIRST_SURROGATE ? index : index + SURROGATES),
  (text) => {
    const [first = '', ...others] = String(text);
    const codePoint = first.codePointAt(0);
    if (codePoint === undefined || others.length > 0) throw new RangeError('expected one character');
    return codePoint < FIRST_SURROGATE ? codePoint : codePoint - SURROGATES;
  },
);

/** Any text without lone surrogates. */
export function anyText(constraints: fc.StringSharedConstraints = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: character });
}
