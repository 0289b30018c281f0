const DAY_MS = 86_400_000;

/**
 * The wall clock of a time zone. A wall-clock time is given as the milliseconds that the same reading would have in UTC:
 * 09:00 in Berlin is `Date.UTC(…, 9)`.
 */
export interface Zone {
  /** What the wall clock shows at an instant, in whole seconds. */
  wallAt(instantMs: number): number;
  /**
   * The instant at which the wall clock shows a time, by the rules of RFC 5545 (3.3.5). If a change of the clock repeats the
   * time, this is the first of the two instants. If it skips the time, the offset from before the change applies: 02:30
   * means 03:30 when the clock goes from 02:00 to 03:00.
   */
  instantOf(wallMs: number): number;
}

/** The wall clock of an IANA time zone such as `Europe/Berlin`; undefined if Node does not know it. */
export function zoneOf(timeZone: string): Zone | undefined {
  const format = formatOf(timeZone);
  if (format === undefined) return undefined;

  const wallAt = (instantMs: number) => {
    const parts = new Map(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const [month, hour] = [part('month') - 1, part('hour')];
    return Date.UTC(part('year'), month, part('day'), hour, part('minute'), part('second'));
  };
  const offsetAt = (instantMs: number) => wallAt(instantMs) - Math.floor(instantMs / 1000) * 1000;

  return {
    wallAt,
    instantOf: (wallMs) => {
      const before = offsetAt(wallMs - DAY_MS);
      const after = offsetAt(wallMs + DAY_MS);
      if (before === after) return wallMs - before;
      const isAfterChange = offsetAt(wallMs - before) !== before && offsetAt(wallMs - after) === after;
      return wallMs - (isAfterChange ? after : before);
    },
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}
