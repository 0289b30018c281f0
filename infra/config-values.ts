import { integer, type ValueType } from '../lambda/config/setting.ts';

/** One of the given integers. */
export function oneOfIntegers(choices: readonly number[]): ValueType<number> {
  return {
    expected: `one of ${choices.join(', ')}`,
    read: (text) => {
      const number = integer(0, Number.MAX_SAFE_INTEGER).read(text);
      return choices.find((choice) => choice === number);
    },
  };
}

/** Text that matches a pattern. `expected` describes the text and gives an example. */
export function matching(pattern: RegExp, expected: string): ValueType<string> {
  return { expected, read: (text) => (pattern.test(text) ? text : undefined) };
}

/** An IPv4 range such as `10.42.0.0/16`, with a prefix length from `minBits` to `maxBits`. */
export function cidr(minBits: number, maxBits: number): ValueType<string> {
  return {
    expected: `an IPv4 range without host bits and with a prefix from /${minBits} to /${maxBits}`,
    read: (text) => {
      const [, address = '', prefix = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
      const bits = Number(prefix);
      return isBaseAddress(address, bits) && bits >= minBits && bits <= maxBits ? text : undefined;
    },
  };
}

/** Values separated by commas. Spaces around a value are ignored. */
export function listOf<T>(item: ValueType<T>): ValueType<readonly T[]> {
  return {
    expected: `a list separated by commas, each ${item.expected}`,
    read: (text) => {
      const values: T[] = [];
      for (const part of text.split(',')) {
        const value = item.read(part.trim());
        if (value === undefined) return undefined;
        values.push(value);
      }
      return values;
    },
  };
}

/** Two different availability zones of one region. */
export const twoZones: ValueType<readonly string[]> = {
  expected: 'two zones of one region such as us-east-1a,us-east-1b',
  read: (text) => {
    const zones = text.split(',').map((zone) => zone.trim());
    const regions = new Set(zones.map((zone) => /^([a-z]{2}(?:-[a-z]+)+-\d)[a-z]$/.exec(zone)?.[1]));
    const isValid =
      new Set(zones).size === 2 && zones.length === 2 && regions.size === 1 && !regions.has(undefined);
    return isValid ? zones : undefined;
  },
};

/** Whether an IPv4 address is well-formed and all bits after the first `bits` are zero. */
function isBaseAddress(address: string, bits: number): boolean {
  const octets = address.split('.').map(Number);
  if (octets.length !== 4 || octets.some((octet) => !(octet >= 0 && octet <= 255))) return false;
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return bits <= 32 && value % 2 ** (32 - bits) === 0;
}
