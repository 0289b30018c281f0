import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Schedule, STATES, timelineOf } from '../../../lambda/opening-hours/timeline.ts';
import { zoneOf } from '../../../lambda/opening-hours/zone.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;
const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** A rule with a plain test of whether it matches a day that is not before its start. Days count from 1970-01-01. */
interface Rule {
  rrule: string;
  matches(day: number, startDay: number): boolean;
}

const dateOf = (day: number) => new Date(day * DAY_MS);
const monday = (day: number) => day - ((dateOf(day).getUTCDay() + 6) % 7);
const monthsOf = (day: number) => 12 * dateOf(day).getUTCFullYear() + dateOf(day).getUTCMonth();
const interval = fc.integer({ min: 1, max: 4 });

const rules: fc.Arbitrary<Rule> = fc.oneof(
  fc.constant({ rrule: '', matches: (day: number, startDay: number) => day === startDay }),
  interval.map((n) => ({
    rrule: `FREQ=DAILY;INTERVAL=${n}`,
    matches: (day: number, startDay: number) => (day - startDay) % n === 0,
  })),
  fc.tuple(interval, fc.subarray(DAYS, { minLength: 1 })).map(([n, days]) => ({
    rrule: `FREQ=WEEKLY;INTERVAL=${n};BYDAY=${days.join()}`,
    matches: (day: number, startDay: number) =>
      ((monday(day) - monday(startDay)) / 7) % n === 0 && days.includes(DAYS[dateOf(day).getUTCDay()] ?? ''),
  })),
  fc.tuple(interval, fc.integer({ min: 1, max: 31 })).map(([n, date]) => ({
    rrule: `FREQ=MONTHLY;INTERVAL=${n};BYMONTHDAY=${date}`,
    matches: (day: number, startDay: number) =>
      (monthsOf(day) - monthsOf(startDay)) % n === 0 && dateOf(day).getUTCDate() === date,
  })),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 6 })).map(([nth, weekday]) => ({
    rrule: `FREQ=MONTHLY;BYDAY=${nth}${DAYS[weekday]}`,
    matches: (day: number) =>
      dateOf(day).getUTCDay() === weekday && Math.ceil(dateOf(day).getUTCDate() / 7) === nth,
  })),
);

interface Sample {
  state: Schedule['state'];
  rule: Rule;
  startDay: number;
  startMinute: number;
  minutes: number;
}

/** From 04:00 to 23:00, when no clock of these zones changes: so wall-clock times can be compared as they are. */
const minuteOfDay = fc.integer({ min: 4 * 60, max: 23 * 60 });
const samples: fc.Arbitrary<Sample> = fc
  .record({
    state: fc.constantFrom(...STATES),
    rule: rules,
    startDay: fc.integer({ min: Date.UTC(2024, 0, 1) / DAY_MS, max: Date.UTC(2026, 11, 31) / DAY_MS }),
    startMinute: minuteOfDay,
    endMinute: minuteOfDay,
    nights: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ startMinute, endMinute, nights, ...rest }) => ({
    ...rest,
    startMinute,
    // An end before the start is on the next day.
    minutes: endMinute - startMinute + 1440 * (nights + (endMinute < startMinute ? 1 : 0)),
  }));

function toSchedule({ state, rule, startDay, startMinute, minutes }: Sample): Schedule {
  const local = (ms: number) => new Date(ms).toISOString().slice(0, 19);
  const startMs = startDay * DAY_MS + startMinute * MINUTE_MS;
  const end = local(startMs + minutes * MINUTE_MS);
  return { state, name: rule.rrule, start: local(startMs), end, rrule: rule.rrule };
}

function applies({ rule, startDay, startMinute, minutes }: Sample, wallMs: number): boolean {
  const today = Math.floor(wallMs / DAY_MS);
  return [0, 1, 2, 3, 4].some((back) => {
    const day = today - back;
    const sinceStartMs = wallMs - day * DAY_MS - startMinute * MINUTE_MS;
    return (
      day >= startDay &&
      rule.matches(day, startDay) &&
      sinceStartMs >= 0 &&
      sinceStartMs < minutes * MINUTE_MS
    );
  });
}

test('a timeline agrees with a test of every quarter of an hour, over changes of the clock', () => {
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'UTC',
  );
  const starts = fc.constantFrom(
    '2026-03-06',
    '2026-03-27',
    '2026-10-02',
    '2026-10-23',
    '2026-12-30',
    '2028-02-27',
  );
  fc.assert(
    fc.property(zones, starts, fc.array(samples, { maxLength: 4 }), (timeZone, start, group) => {
      const zone = zoneOf(timeZone) ?? assert.fail();
      const fromMs = Date.parse(`${start}T00:00Z`);
      const span = { fromMs, toMs: fromMs + 10 * DAY_MS };
      const timeline = timelineOf({ timeZone, schedules: group.map(toSchedule) }, span);
      let wallMs = 0;
      for (let ms = fromMs; ms < span.toMs; ms += QUARTER_MS) {
        // The clocks of these zones change on the half hour of UTC only.
        wallMs = ms % (2 * QUARTER_MS) === 0 ? zone.wallAt(ms) : wallMs + QUARTER_MS;
        const inForce = group.filter((sample) => applies(sample, wallMs)).map(({ state }) => state);
        const expected = STATES.find((state) => inForce.includes(state)) ?? 'closed';
        const actual = timeline.findLast((period) => period.fromMs <= ms)?.state;
        assert.equal(actual, expected, `${new Date(ms).toISOString()} in ${timeZone}`);
      }
    }),
    { numRuns: 60 },
  );
});

test('a timeline begins with its span, ascends, and changes with every period', () => {
  const fromMs = Date.UTC(2026, 2, 27);
  const span = { fromMs, toMs: fromMs + 28 * DAY_MS };
  fc.assert(
    fc.property(fc.array(samples, { maxLength: 6 }), (group) => {
      const timeline = timelineOf({ timeZone: 'Europe/Berlin', schedules: group.map(toSchedule) }, span);
      assert.equal(timeline[0]?.fromMs, fromMs);
      for (const [index, period] of timeline.entries()) {
        const next = timeline[index + 1];
        assert.ok(period.fromMs < (next?.fromMs ?? span.toMs));
        assert.notEqual(period.schedule, next?.schedule);
        assert.equal(period.state, group[period.schedule]?.state ?? 'closed');
      }
    }),
    { numRuns: 60 },
  );
});
