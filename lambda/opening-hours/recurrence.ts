import { RRuleTemporal } from 'rrule-temporal';

/** Why a recurrence rule cannot be evaluated; the message completes "the recurrence rule …". */
export class UnsupportedRule extends Error {
  override readonly name = 'UnsupportedRule';
}

/** When something first happens and how it repeats, in wall-clock times of one time zone. */
export interface Recurrence {
  /** As in zone.ts: milliseconds of the same reading in UTC. */
  startMs: number;
  /** A recurrence rule (RFC 5545, 3.3.10), for example `FREQ=WEEKLY;BYDAY=MO,TU`. */
  rule: string;
  /** What the wall clock shows at an instant. */
  wallAt(instantMs: number): number;
}

/**
 * The wall-clock times from `fromMs` to `toMs`, both included, at which a recurrence happens. The first is the start only
 * if the rule matches it. Throws {@link UnsupportedRule}.
 */
export function occurrences({ startMs, rule, wallAt }: Recurrence, fromMs: number, toMs: number): number[] {
  const parts = partsOf(rule);
  const until = parts.get('UNTIL');
  if (until !== undefined) parts.set('UNTIL', inWallClock(until, wallAt));
  const text = Array.from(parts, ([name, value]) => `${name}=${value}`).join(';');
  try {
    // UTC has no changes of the clock, so the library sees plain wall-clock times.
    const recurrence = new RRuleTemporal({
      rruleString: `DTSTART:${basic(startMs)}\nRRULE:${text}`,
      strict: true,
      includeDtstart: false,
    });
    return recurrence.between(new Date(fromMs), new Date(toMs), true).map((time) => time.epochMilliseconds);
  } catch (cause) {
    // The library also gives up on a rule that would take too many iterations.
    throw new UnsupportedRule('is not valid (RFC 5545), or takes too long to evaluate', { cause });
  }
}

/** The values of each part. The library ignores values that are out of range, so they are checked here. */
const PARTS: Readonly<Record<string, RegExp>> = {
  FREQ: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^0*[1-9]\d{0,3}$/,
  COUNT: /^0*[1-9]\d{0,8}$/,
  UNTIL: /^\d{8}(T\d{6}Z?)?$/,
  WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/,
  BYMONTH: listOf('(0?[1-9]|1[0-2])'),
  BYWEEKNO: listOf('[+-]?(0?[1-9]|[1-4]\\d|5[0-3])'),
  BYYEARDAY: listOf('[+-]?(0{0,2}[1-9]|0?[1-9]\\d|[12]\\d\\d|3[0-5]\\d|36[0-6])'),
  BYMONTHDAY: listOf('[+-]?(0?[1-9]|[12]\\d|3[01])'),
  BYDAY: listOf('([+-]?(0?[1-9]|[1-4]\\d|5[0-3]))?(MO|TU|WE|TH|FR|SA|SU)'),
  BYSETPOS: listOf('[+-]?(0{0,2}[1-9]|0?[1-9]\\d|[12]\\d\\d|3[0-5]\\d|36[0-6])'),
  // One value only: a rule that repeats within a day has too many occurrences.
  BYHOUR: /^([01]?\d|2[0-3])$/,
  BYMINUTE: /^[0-5]?\d$/,
  BYSECOND: /^[0-5]?\d$/,
};

function listOf(item: string): RegExp {
  return new RegExp(`^${item}(,${item})*$`);
}

/** The parts of a rule by name, in upper case. */
function partsOf(rule: string): Map<string, string> {
  const parts = new Map<string, string>();
  const text = rule
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;$/, '');
  for (const part of text.split(';')) {
    const [name = '', value = '', ...rest] = part.split('=');
    const expected = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (expected === undefined || rest.length > 0)
      throw new UnsupportedRule(`has the part ${JSON.stringify(part)}, which is not supported`);
    if (!expected.test(value)) throw new UnsupportedRule(`has an unsupported value: ${JSON.stringify(part)}`);
    if (parts.has(name)) throw new UnsupportedRule(`has the part ${name} twice`);
    parts.set(name, value);
  }
  return parts;
}

/** The end of a rule as a wall-clock time. With `Z` it is an instant; a date without a time includes that whole day. */
function inWallClock(until: string, wallAt: (instantMs: number) => number): string {
  const [, year, month, day, hour = '23', minute = '59', second = '59'] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?/.exec(until) ?? [];
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(ms)) throw new UnsupportedRule(`ends at ${JSON.stringify(until)}, which is not a date`);
  return basic(until.endsWith('Z') ? wallAt(ms) : ms);
}

/** A time in the basic format of RFC 5545, for example `20261127T090000Z`. */
function basic(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}
