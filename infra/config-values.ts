/** Reads one value from its text; throws a {@link WrongValue} that says what was expected. */
export type ReadValue<T> = (text: string) => T;

/** A value that cannot be taken; the message is what was expected, for example `true or false`. */
export class WrongValue extends Error {
  override readonly name = 'WrongValue';
}

/** One of the choices, spelled exactly so. */
export function oneOf<const Choice extends string>(choices: readonly Choice[]): ReadValue<Choice> {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) throw new WrongValue(`one of ${choices.join(', ')}`);
    return choice;
  };
}

/** A whole number from `min` to `max`, both included. */
export function integer(min: number, max: number): ReadValue<number> {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max)
      throw new WrongValue(`an integer from ${min} to ${max}`);
    return number;
  };
}

/** One of the whole numbers given. */
export function oneOfIntegers(choices: readonly number[]): ReadValue<number> {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || !choices.includes(number))
      throw new WrongValue(`one of ${choices.join(', ')}`);
    return number;
  };
}

/** `true` or `false`. */
export const trueOrFalse: ReadValue<boolean> = (text) => {
  if (text !== 'true' && text !== 'false') throw new WrongValue('true or false');
  return text === 'true';
};

/** Text of a certain shape; `expected` describes it, with an example. */
export function matching(pattern: RegExp, expected: string): ReadValue<string> {
  return (text) => {
    if (!pattern.test(text)) throw new WrongValue(expected);
    return text;
  };
}

/** An IPv4 range such as `10.42.0.0/16`, with a prefix of `shortest` to `longest` bits. */
export function cidr(shortest: number, longest: number): ReadValue<string> {
  return (text) => {
    const [, address = '', prefix = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
    const bits = Number(prefix);
    if (!isBaseAddress(address, bits) || bits < shortest || bits > longest)
      throw new WrongValue(
        `an IPv4 range without host bits and with a prefix from /${shortest} to /${longest}`,
      );
    return text;
  };
}

/** Values separated by commas; spaces around them do not matter. */
export function listOf<T>(readItem: ReadValue<T>): ReadValue<readonly T[]> {
  return (text) => {
    try {
      return text.split(',').map((item) => readItem(item.trim()));
    } catch (error) {
      if (error instanceof WrongValue)
        throw new WrongValue(`a list separated by commas, each ${error.message}`);
      throw error;
    }
  };
}

/** Whether an IPv4 address is well-formed and all bits after the first `bits` are zero. */
function isBaseAddress(address: string, bits: number): boolean {
  const octets = address.split('.').map(Number);
  if (octets.length !== 4 || octets.some((octet) => !(octet >= 0 && octet <= 255))) return false;
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return bits <= 32 && value % 2 ** (32 - bits) === 0;
}
