import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataActionError } from '../../../lambda/errors.ts';
import { type Schedule, timelineOf } from '../../../lambda/opening-hours/timeline.ts';
import { closed, holiday, open, periods } from '../../support/schedules.ts';

const BERLIN = 'Europe/Berlin';
const NEW_YORK = 'America/New_York';
const WORKDAYS = 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR';

for (const [what, [timeZone, from, to, ...schedules], expected] of [
  [
    'without a schedule the group is closed',
    [BERLIN, '2026-01-12T00:00Z', '2026-01-13T00:00Z'],
    'closed 2026-01-12T00:00Z',
  ],
  [
    'a schedule that repeats applies on its days, from its start to just before its end',
    [
      BERLIN,
      '2026-01-09T12:00Z',
      '2026-01-12T12:00Z',
      open('2021-08-04T08:00:00.000000', '2021-08-04T17:00:00.000000', WORKDAYS),
    ],
    'open 2026-01-09T12:00Z, closed 2026-01-09T16:00Z, open 2026-01-12T07:00Z',
  ],
  [
    'a schedule that does not repeat applies once',
    ['UTC', '2026-01-12T00:00Z', '2026-01-14T00:00Z', open('2026-01-12T08:00:00', '2026-01-12T12:00:00')],
    'closed 2026-01-12T00:00Z, open 2026-01-12T08:00Z, closed 2026-01-12T12:00Z',
  ],
  [
    'a schedule over midnight applies in the morning, too',
    [
      'UTC',
      '2026-01-12T00:00Z',
      '2026-01-13T00:00Z',
      open('2026-01-01T22:00:00', '2026-01-02T06:00:00', 'FREQ=DAILY'),
    ],
    'open 2026-01-12T00:00Z, closed 2026-01-12T06:00Z, open 2026-01-12T22:00Z',
  ],
  [
    'a schedule of all day ends at the next midnight of its zone',
    [
      NEW_YORK,
      '2026-12-24T12:00Z',
      '2026-12-26T12:00Z',
      holiday('2023-12-25T00:00:00', '2023-12-26T00:00:00', 'FREQ=YEARLY'),
    ],
    'closed 2026-12-24T12:00Z, holiday 2026-12-25T05:00Z, closed 2026-12-26T05:00Z',
  ],
  [
    'days on end are one period',
    [
      'UTC',
      '2026-01-12T00:00Z',
      '2026-01-16T00:00Z',
      open('2026-01-13T00:00:00', '2026-01-14T00:00:00', 'FREQ=DAILY;COUNT=2'),
    ],
    'closed 2026-01-12T00:00Z, open 2026-01-13T00:00Z, closed 2026-01-15T00:00Z',
  ],
  [
    'a schedule that ends when it starts never applies',
    [
      'UTC',
      '2026-01-12T00:00Z',
      '2026-01-16T00:00Z',
      open('2026-01-13T00:00:00', '2026-01-13T00:00:00', 'FREQ=DAILY'),
    ],
    'closed 2026-01-12T00:00Z',
  ],
  [
    'a time at which a schedule ends and another begins belongs to the other',
    [
      'UTC',
      '2026-01-12T08:00Z',
      '2026-01-12T20:00Z',
      open('2026-01-12T08:00:00', '2026-01-12T12:00:00'),
      holiday('2026-01-12T12:00:00', '2026-01-12T13:00:00'),
    ],
    'open 2026-01-12T08:00Z, holiday 2026-01-12T12:00Z, closed 2026-01-12T13:00Z',
  ],
  [
    'holidays win over closed hours, and these over open hours',
    [
      'UTC',
      '2026-01-12T00:00Z',
      '2026-01-13T00:00Z',
      open('2026-01-12T00:00:00', '2026-01-12T20:00:00'),
      closed('2026-01-12T04:00:00', '2026-01-12T12:00:00'),
      holiday('2026-01-12T08:00:00', '2026-01-12T16:00:00'),
    ],
    'open 2026-01-12T00:00Z, closed 2026-01-12T04:00Z, holiday 2026-01-12T08:00Z, open 2026-01-12T16:00Z, closed 2026-01-12T20:00Z',
  ],
  [
    'in a zone with half an hour in its offset',
    [
      'Asia/Kolkata',
      '2026-01-12T00:00Z',
      '2026-01-12T23:00Z',
      open('2026-01-01T09:00:00', '2026-01-01T18:00:00', 'FREQ=DAILY'),
    ],
    'closed 2026-01-12T00:00Z, open 2026-01-12T03:30Z, closed 2026-01-12T12:30Z',
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

test('a period names the schedule that applies: the first of its state, or none', () => {
  const schedules = [
    open('2026-01-12T08:00:00', '2026-01-12T12:00:00'),
    open('2026-01-12T10:00:00', '2026-01-12T14:00:00'),
    closed('2026-01-12T16:00:00', '2026-01-12T18:00:00'),
  ];
  const span = { fromMs: Date.UTC(2026, 0, 12, 8), toMs: Date.UTC(2026, 0, 12, 20) };
  assert.deepEqual(
    timelineOf({ timeZone: 'UTC', schedules }, span).map((period) => [
      new Date(period.fromMs).getUTCHours(),
      period.state,
      period.schedule,
    ]),
    [
      [8, 'open', 0],
      [12, 'open', 1],
      [14, 'closed', -1],
      [16, 'closed', 2],
      [18, 'closed', -1],
    ],
  );
});

for (const [timeZone, bad, problem] of [
  ['Nowhere/Else', open('2026-01-01T08:00:00', '2026-01-01T18:00:00'), 'unknown time zone "Nowhere/Else"'],
  ['', open('2026-01-01T08:00:00', '2026-01-01T18:00:00'), 'unknown time zone ""'],
  ['UTC', open('noon', '2026-01-01T18:00:00'), 'start is "noon", expected a date and time'],
  [
    'UTC',
    open('2026-01-01T08:00:00', '2026-13-01T18:00:00'),
    'end is "2026-13-01T18:00:00", expected a date and time',
  ],
  ['UTC', open('2026-01-01T08:00:00', '2026-01-01T07:59:59'), 'it ends before it starts'],
  [
    'UTC',
    open('2026-01-01T08:00:00', '2027-01-03T08:00:00', 'FREQ=DAILY'),
    'it repeats, but lasts for more than a year',
  ],
  [
    'UTC',
    open('2026-01-01T08:00:00', '2026-01-01T18:00:00', 'FREQ=HOURLY'),
    'the recurrence rule "FREQ=HOURLY" has an unsupported value: "FREQ=HOURLY"',
  ],
] as const) {
  test(`"${problem}" is an error, even if another schedule applies`, () => {
    const always = holiday('2026-01-01T00:00:00', '2030-01-01T00:00:00');
    assert.throws(
      () => periods(timeZone, '2026-01-12T00:00Z', '2026-01-13T00:00Z', [always, bad]),
      (error) =>
        error instanceof DataActionError &&
        error.code === 'genesys_data_unsupported' &&
        error.message.endsWith(problem),
    );
  });
}
