import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schedule } from '../../../lambda/opening-hours/timeline.ts';
import { open, periods } from '../../support/schedules.ts';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';

for (const [what, [timeZone, from, to, ...schedules], expected] of [
  [
    'opening hours keep their wall-clock time when summer time begins in Berlin',
    [
      BERLIN,
      '2026-03-28T20:00Z',
      '2026-03-29T20:00Z',
      open('2026-01-01T08:00:00', '2026-01-01T18:00:00', 'FREQ=DAILY'),
    ],
    'closed 2026-03-28T20:00Z, open 2026-03-29T06:00Z, closed 2026-03-29T16:00Z',
  ],
  [
    'and when it ends in New York',
    [
      NEW_YORK,
      '2026-10-31T23:00Z',
      '2026-11-02T03:00Z',
      open('2026-01-01T08:00:00', '2026-01-01T18:00:00', 'FREQ=DAILY'),
    ],
    'closed 2026-10-31T23:00Z, open 2026-11-01T13:00Z, closed 2026-11-01T23:00Z',
  ],
  [
    'a night shift ends at its wall-clock time in the short night',
    [
      BERLIN,
      '2026-03-28T20:00Z',
      '2026-03-29T12:00Z',
      open('2026-01-01T22:00:00', '2026-01-02T06:00:00', 'FREQ=DAILY'),
    ],
    'closed 2026-03-28T20:00Z, open 2026-03-28T21:00Z, closed 2026-03-29T04:00Z',
  ],
  [
    'and in the long one',
    [
      BERLIN,
      '2026-10-24T19:00Z',
      '2026-10-25T12:00Z',
      open('2026-01-01T22:00:00', '2026-01-02T06:00:00', 'FREQ=DAILY'),
    ],
    'closed 2026-10-24T19:00Z, open 2026-10-24T20:00Z, closed 2026-10-25T05:00Z',
  ],
  [
    'a start that the clock skips is an hour later, and the day is not lost',
    [
      BERLIN,
      '2026-03-29T00:00Z',
      '2026-03-29T12:00Z',
      open('2026-01-01T02:30:00', '2026-01-01T10:00:00', 'FREQ=DAILY'),
    ],
    'closed 2026-03-29T00:00Z, open 2026-03-29T01:30Z, closed 2026-03-29T08:00Z',
  ],
  [
    'hours within the skipped hour keep their length',
    [
      BERLIN,
      '2026-03-29T00:00Z',
      '2026-03-29T12:00Z',
      open('2026-01-01T02:10:00', '2026-01-01T02:50:00', 'FREQ=DAILY'),
    ],
    'closed 2026-03-29T00:00Z, open 2026-03-29T01:10Z, closed 2026-03-29T01:50Z',
  ],
  [
    'a start that the clock shows twice is the first, and so is an end',
    [
      BERLIN,
      '2026-10-24T22:00Z',
      '2026-10-25T12:00Z',
      open('2026-01-01T02:10:00', '2026-01-01T02:50:00', 'FREQ=DAILY'),
    ],
    'closed 2026-10-24T22:00Z, open 2026-10-25T00:10Z, closed 2026-10-25T00:50Z',
  ],
  [
    'the end of a rule with Z is an instant: here 18:59:59 in New York',
    [
      NEW_YORK,
      '2026-01-02T00:00Z',
      '2026-01-05T00:00Z',
      open('2026-01-01T19:00:00', '2026-01-01T20:00:00', 'FREQ=DAILY;UNTIL=20260102T235959Z'),
    ],
    'open 2026-01-02T00:00Z, closed 2026-01-02T01:00Z',
  ],
  [
    'the end of a rule without Z is in the zone of the group',
    [
      NEW_YORK,
      '2026-01-02T12:00Z',
      '2026-01-05T00:00Z',
      open('2026-01-01T19:00:00', '2026-01-01T20:00:00', 'FREQ=DAILY;UNTIL=20260102T235959'),
    ],
    'closed 2026-01-02T12:00Z, open 2026-01-03T00:00Z, closed 2026-01-03T01:00Z',
  ],
] as const satisfies readonly (readonly [
  string,
  readonly [string, string, string, ...Schedule[]],
  string,
])[]) {
  test(what, () => {
    assert.equal(periods(timeZone, from, to, schedules), expected);
  });
}
