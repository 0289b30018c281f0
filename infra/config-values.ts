import { integer, type ValueType } from '../lambda/config/setting.ts';

/** One of the given integers. */
export function oneOfIntegers(choices: readonly number[]): ValueType<number> {
  return {
    expected: `one of ${choices.join(', ')}`,
    choices,
    read: (text) => {
      const number = integer(0, Number.MAX_SAFE_INTEGER).read(text);
      return choices.find((choice) => choice === number);
    },
  };
}

/** Text that matches a pattern. `expected` describes the text and gives an example. */
export function matching(pattern: RegExp, expected: string): ValueType<string> {
  return {
    expected,
    schema: { type: 'string', pattern: pattern.source },
    read: (text) => (pattern.test(text) ? text : undefined),
  };
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

/** The private ranges of RFC 1918, and the shared one of RFC 6598. */
const PRIVATE = /^(10|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

/** A {@link cidr} within the private ranges: AWS rejects some others, and the rest are public addresses. */
export function privateCidr(minBits: number, maxBits: number): ValueType<string> {
  const { expected, read } = cidr(minBits, maxBits);
  return {
    expected: `${expected}, in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10`,
    read: (text) => (PRIVATE.test(text) ? read(text) : undefined),
  };
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MINUTES_PER_DAY = 24 * 60;

/** A window of one hour to one day in each week, such as `sat:23:30-sun:00:30`. */
export const weeklyWindow: ValueType<string> = {
  expected: 'a window of one hour to one day such as sun:03:00-sun:04:00',
  read: (text) => {
    const [start, end] = text.split('-').map(minuteOfWeek);
    if (start === undefined || end === undefined || text.split('-').length !== 2) return undefined;
    const week = DAYS.length * MINUTES_PER_DAY;
    const minutes = (end - start + week) % week;
    return minutes >= 60 && minutes <= MINUTES_PER_DAY ? text : undefined;
  },
};

/** The minutes since the start of the week of a time such as `sun:03:00`. */
function minuteOfWeek(text: string): number | undefined {
  const [, day = '', hour, minute] = /^(\w{3}):([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  const index = DAYS.indexOf(day);
  return index < 0 ? undefined : index * MINUTES_PER_DAY + Number(hour) * 60 + Number(minute);
}

/** Values separated by commas. Spaces around a value are ignored. */
export function listOf<T>(item: ValueType<T>): ValueType<readonly T[]> {
  return {
    expected: `a list separated by commas, each ${item.expected}`,
    schema: { type: 'array', items: { type: 'string' }, minItems: 1 },
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
  schema: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 },
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
