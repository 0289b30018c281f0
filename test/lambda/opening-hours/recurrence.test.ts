import assert from 'node:assert/strict';
import { test } from 'node:test';
import { occurrences, UnsupportedRule } from '../../../lambda/opening-hours/recurrence.ts';

const DAY_MS = 86_400_000;

function datesOf(start: string, rule: string, days = 3653): string {
  const startMs = Date.parse(`${start}Z`);
  const found = occurrences({ startMs, rule, wallAt: (ms) => ms }, startMs, startMs + days * DAY_MS);
  return found
    .map((ms) => {
      assert.equal(new Date(ms).toISOString().slice(10), `${start.slice(10)}.000Z`);
      return new Date(ms).toISOString().slice(2, 10).replaceAll('-', '');
    })
    .join(' ');
}

// The examples of RFC 5545, 3.8.5.3, as far as a rule repeats at most daily.
for (const [start, rule, expected] of [
  ['1997-09-02', 'FREQ=DAILY;COUNT=3', '970902 970903 970904'],
  ['1997-12-23', 'FREQ=DAILY;UNTIL=19971224T090000Z', '971223 971224'],
  ['1997-12-23', 'FREQ=DAILY;UNTIL=19971224T085959Z', '971223'],
  ['1997-09-02', 'FREQ=DAILY;INTERVAL=10;COUNT=5', '970902 970912 970922 971002 971012'],
  ['1998-01-30', 'FREQ=YEARLY;UNTIL=19980201T140000Z;BYMONTH=1,2;BYDAY=SU,FR', '980130 980201'],
  ['1998-01-30', 'FREQ=DAILY;UNTIL=19980131T140000Z;BYMONTH=1', '980130 980131'],
  ['1997-09-02', 'FREQ=WEEKLY;COUNT=3', '970902 970909 970916'],
  ['1997-09-02', 'FREQ=WEEKLY;INTERVAL=2;WKST=SU;COUNT=3', '970902 970916 970930'],
  ['1997-09-02', 'FREQ=WEEKLY;COUNT=4;WKST=SU;BYDAY=TU,TH', '970902 970904 970909 970911'],
  [
    '1997-09-01',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=5;WKST=SU;BYDAY=MO,WE,FR',
    '970901 970903 970905 970915 970917',
  ],
  ['1997-09-05', 'FREQ=MONTHLY;COUNT=4;BYDAY=1FR', '970905 971003 971107 971205'],
  ['1997-09-07', 'FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU', '970907 970928 971102 971130'],
  ['1997-09-22', 'FREQ=MONTHLY;COUNT=3;BYDAY=-2MO', '970922 971020 971117'],
  ['1997-09-28', 'FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3', '970928 971029 971128'],
  ['1997-09-02', 'FREQ=MONTHLY;COUNT=4;BYMONTHDAY=2,15', '970902 970915 971002 971015'],
  ['1997-09-30', 'FREQ=MONTHLY;COUNT=5;BYMONTHDAY=1,-1', '970930 971001 971031 971101 971130'],
  ['1997-09-10', 'FREQ=MONTHLY;INTERVAL=18;COUNT=3;BYMONTHDAY=10,11', '970910 970911 990310'],
  ['1997-09-02', 'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU;COUNT=6', '970902 970909 970916 970923 970930 971104'],
  ['1997-06-10', 'FREQ=YEARLY;COUNT=4;BYMONTH=6,7', '970610 970710 980610 980710'],
  ['1997-03-10', 'FREQ=YEARLY;INTERVAL=2;COUNT=4;BYMONTH=1,2,3', '970310 990110 990210 990310'],
  [
    '1997-01-01',
    'FREQ=YEARLY;INTERVAL=3;COUNT=6;BYYEARDAY=1,100,200',
    '970101 970410 970719 000101 000409 000718',
  ],
  ['1997-05-19', 'FREQ=YEARLY;BYDAY=20MO;COUNT=3', '970519 980518 990517'],
  ['1997-05-12', 'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3', '970512 980511 990517'],
  ['1997-03-13', 'FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=5', '970313 970320 970327 980305 980312'],
  ['1998-02-13', 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=4', '980213 980313 981113 990813'],
  [
    '1996-11-05',
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3',
    '961105 001107 041102',
  ],
  ['1997-09-04', 'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '970904 971007 971106'],
  ['1997-09-29', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=4', '970929 971030 971127 971230'],
  ['1997-08-05', 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '970805 970810 970819 970824'],
  ['1997-08-05', 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '970805 970817 970819 970831'],
  ['2007-01-15', 'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '070115 070130 070215 070315 070330'],
  // As Genesys sends them, and as a person may write them.
  ['2021-08-04', 'FREQ=DAILY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;COUNT=4', '210804 210805 210806 210809'],
  ['2023-12-25', 'FREQ=YEARLY;INTERVAL=1;BYMONTH=12;BYMONTHDAY=25,26;COUNT=3', '231225 231226 241225'],
  ['2021-08-04', 'RRULE:freq=daily;count=2;', '210804 210805'],
  ['2021-08-04', ' FREQ=DAILY;UNTIL=20210805 ', '210804 210805'],
  ['2021-08-04', 'FREQ=DAILY;UNTIL=20210805T090000', '210804 210805'],
  ['2021-08-04', 'FREQ=DAILY;UNTIL=20210805T085959', '210804'],
  ['2021-08-04', 'FREQ=DAILY;UNTIL=20210803', ''],
  ['2021-08-04', 'FREQ=DAILY;BYHOUR=9;BYMINUTE=0;COUNT=1', '210804'],
  // Days that do not exist are left out, and a start that the rule does not match is none.
  ['2024-02-29', 'FREQ=YEARLY;COUNT=3', '240229 280229 320229'],
  ['2024-01-31', 'FREQ=MONTHLY;COUNT=3', '240131 240331 240531'],
  ['2026-01-04', 'FREQ=WEEKLY;BYDAY=MO;COUNT=2', '260105 260112'],
  ['2026-01-04', 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', ''],
  ['2026-01-04', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6', ''],
] as const) {
  test(`from ${start}, ${rule} happens on ${expected === '' ? 'no day' : expected}`, () => {
    assert.equal(datesOf(`${start}T09:00:00`, rule), expected);
  });
}

test('only occurrences of the window are returned, its ends included', () => {
  const startMs = Date.UTC(1998, 0, 5, 9);
  const at = (day: number) => Date.UTC(2026, 10, day, 9);
  const recurrence = { startMs, rule: 'FREQ=WEEKLY;BYDAY=MO', wallAt: (ms: number) => ms };
  assert.deepEqual(occurrences(recurrence, at(2), at(16)), [at(2), at(9), at(16)]);
  assert.deepEqual(occurrences(recurrence, at(2) + 1, at(16) - 1), [at(9)]);
  assert.deepEqual(occurrences(recurrence, startMs - DAY_MS, startMs), [startMs]);
});

test('an end with Z is an instant, which the wall clock of the zone shows differently', () => {
  const startMs = Date.UTC(2026, 0, 1, 18);
  const wallAt = (ms: number) => ms - 5 * 3_600_000;
  const rule = 'FREQ=DAILY;UNTIL=20260103T225959Z';
  assert.equal(occurrences({ startMs, rule, wallAt }, startMs, startMs + 9 * DAY_MS).length, 2);
});

for (const [rule, problem] of [
  ['FOO', 'has the part "FOO", which is not supported'],
  ['FREQ=DAILY;FOO=1', 'has the part "FOO=1", which is not supported'],
  ['FREQ=DAILY;__proto__=1', 'has the part "__PROTO__=1", which is not supported'],
  ['FREQ=DAILY=1', 'has the part "FREQ=DAILY=1", which is not supported'],
  ['INTERVAL=1', 'is not valid'],
  ['FREQ=NEVER', 'has an unsupported value: "FREQ=NEVER"'],
  ['FREQ=SECONDLY', 'has an unsupported value: "FREQ=SECONDLY"'],
  ['FREQ=HOURLY', 'has an unsupported value: "FREQ=HOURLY"'],
  ['FREQ=DAILY;FREQ=DAILY', 'has the part FREQ twice'],
  ['FREQ=DAILY;INTERVAL=0', 'has an unsupported value: "INTERVAL=0"'],
  ['FREQ=DAILY;COUNT=x', 'has an unsupported value: "COUNT=X"'],
  ['FREQ=DAILY;UNTIL=garbage', 'has an unsupported value: "UNTIL=GARBAGE"'],
  ['FREQ=DAILY;UNTIL=20261399', 'ends at "20261399", which is not a date'],
  ['FREQ=WEEKLY;BYDAY=XX', 'has an unsupported value: "BYDAY=XX"'],
  ['FREQ=WEEKLY;BYDAY=', 'has an unsupported value: "BYDAY="'],
  ['FREQ=MONTHLY;BYMONTHDAY=32', 'has an unsupported value: "BYMONTHDAY=32"'],
  ['FREQ=MONTHLY;BYMONTHDAY=0', 'has an unsupported value: "BYMONTHDAY=0"'],
  ['FREQ=YEARLY;BYMONTH=13', 'has an unsupported value: "BYMONTH=13"'],
  ['FREQ=YEARLY;BYWEEKNO=54', 'has an unsupported value: "BYWEEKNO=54"'],
  ['FREQ=YEARLY;BYYEARDAY=367', 'has an unsupported value: "BYYEARDAY=367"'],
  ['FREQ=YEARLY;BYDAY=60MO', 'has an unsupported value: "BYDAY=60MO"'],
  ['FREQ=DAILY;BYHOUR=8,9', 'has an unsupported value: "BYHOUR=8,9"'],
  ['FREQ=DAILY;BYHOUR=24', 'has an unsupported value: "BYHOUR=24"'],
  ['FREQ=DAILY;BYSETPOS=1', 'is not valid'],
  ['FREQ=WEEKLY;BYMONTHDAY=1', 'is not valid'],
  ['FREQ=WEEKLY;BYDAY=1MO', 'is not valid'],
  ['FREQ=MONTHLY;BYWEEKNO=20', 'is not valid'],
  ['FREQ=DAILY;COUNT=5;UNTIL=20261025', 'is not valid'],
] as const) {
  test(`the rule ${rule} ${problem}`, () => {
    assert.throws(
      () => datesOf('2026-01-05T09:00:00', rule),
      (error) => error instanceof UnsupportedRule && error.message.startsWith(problem),
    );
  });
}

test('a rule that would take too many iterations is refused', () => {
  const startMs = Date.UTC(1900, 0, 1, 9);
  const recurrence = { startMs, rule: 'FREQ=DAILY;COUNT=1000000', wallAt: (ms: number) => ms };
  const nowMs = Date.UTC(2026, 0, 1);
  assert.throws(() => occurrences(recurrence, nowMs, nowMs + DAY_MS), UnsupportedRule);
});
