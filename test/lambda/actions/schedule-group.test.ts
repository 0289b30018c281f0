import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scheduleGroup } from '../../../lambda/actions/schedule-group.ts';
import { problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';
import { failsWith, listing, responses } from '../../support/schedule-group.ts';

const ID = '0e5a7c13-62d8-4f7b-8b1c-95d3e0a4f267';
const OFFICE_HOURS = '3f2e1d0c-9b8a-4765-8432-10fedcba9876';
/** At NOW_MS, which is 10:00 on a Monday in Berlin, until the upgrade at noon. */
const DATA = {
  id: ID,
  name: 'Claims Hours',
  state: 'open',
  until: '2026-01-12T11:00:00.000Z',
  at: '2026-01-12T09:00:00.000Z',
  timeZone: 'Europe/Berlin',
  scheduleId: OFFICE_HOURS,
  scheduleName: 'Office Hours',
};
const named = (...names: string[]) =>
  listing(...names.map((name, index) => ({ ...bodies.scheduleGroup, id: `g${index}`, name })));

test('with an id, the group itself and the list of schedules are requested', async () => {
  const { sent, data, taken } = await send(
    scheduleGroup,
    { scheduleGroupId: ` ${ID.toUpperCase()} ` },
    responses(),
  );
  assert.deepEqual(sent, [
    ['getArchitectSchedulegroup', ID],
    ['getArchitectSchedules', { pageNumber: 1, pageSize: 100 }],
  ]);
  assert.deepEqual(data, DATA);
  assert.deepEqual(taken, []);
});

test('with a name, the listing of groups is searched', async () => {
  const { sent, data } = await send(scheduleGroup, { name: ' Claims Hours ', at: '' }, responses());
  assert.deepEqual(sent[0], ['getArchitectSchedulegroups', { name: 'Claims Hours', pageSize: 25 }]);
  assert.deepEqual(data, DATA);
});

for (const [at, expected] of [
  ['2026-01-12T09:00:00Z', DATA],
  [
    '2026-01-12T12:30:00+01:00',
    { state: 'closed', until: '2026-01-12T12:30:00.000Z', scheduleName: 'System Upgrade' },
  ],
  [
    '2026-01-12T17:00:00Z',
    { state: 'closed', until: '2026-01-13T07:00:00.000Z', scheduleId: '', scheduleName: '' },
  ],
  ['2026-01-16T17:00:00Z', { state: 'closed', until: '2026-01-19T07:00:00.000Z' }],
  // Before and after the periods that the entry holds.
  [
    '2026-01-12T08:59:59.999Z',
    { state: 'open', until: '2026-01-12T11:00:00.000Z', at: '2026-01-12T08:59:59.999Z' },
  ],
  [
    '2025-12-25T12:00:00Z',
    { state: 'holiday', until: '2025-12-26T23:00:00.000Z', scheduleName: 'Christmas' },
  ],
  ['2026-07-01T06:00:00Z', { state: 'open', until: '2026-07-01T16:00:00.000Z' }],
  ['2024-06-01T06:00:00Z', { state: 'closed', until: '' }],
] as const) {
  test(`at ${at} the group is ${expected.state} until ${expected.until || 'much later'}`, async () => {
    const { data } = await send(scheduleGroup, { scheduleGroupId: ID, at }, responses());
    assert.partialDeepStrictEqual(data, { at: new Date(at).toISOString(), ...expected });
  });
}

for (const [end, until] of [
  ['2026-01-26T10:00:00', '2026-01-26T09:00:00.000Z'],
  ['2026-01-26T10:00:01', ''],
] as const) {
  test(`a state that ends at ${end} in Berlin, two weeks later, has the end "${until}"`, async () => {
    const [first] = bodies.schedules.entities ?? [];
    const schedule = { ...first, start: '2026-01-01T00:00:00', end, rrule: null, id: OFFICE_HOURS };
    const group = { ...bodies.scheduleGroup, openSchedules: [{ id: OFFICE_HOURS }] };
    const changed = {
      getArchitectSchedulegroup: { ...group, closedSchedules: null, holidaySchedules: undefined },
      getArchitectSchedules: listing(schedule),
    };
    const { data } = await send(scheduleGroup, { scheduleGroupId: ID }, responses(changed));
    assert.partialDeepStrictEqual(data, { state: 'open', until });
  });
}

test('requests that differ in their time only share an entry', () => {
  const { input } = scheduleGroup.parse({ scheduleGroupId: ID });
  assert.deepEqual(input, { scheduleGroupId: ID });
  assert.deepEqual(scheduleGroup.parse({ scheduleGroupId: ID, at: '2026-01-12T09:00Z' }).input, input);
});

for (const [name, there, found] of [
  ['Claims Hours', ['Claims Hours'], 'g0'],
  ['CLAIMS hours', ['Claims Hours'], 'g0'],
  ['claims hours', ['Claims Hours', 'claims hours'], 'g1'],
  ['Claims', ['Claims Hours'], undefined],
  ['Claims', [], undefined],
] as const) {
  test(`among ${JSON.stringify(there)}, the name "${name}" finds ${found ?? 'none'}`, async () => {
    const changed = { getArchitectSchedulegroups: named(...there) };
    const pending = send(scheduleGroup, { name }, responses(changed));
    if (found !== undefined) return assert.partialDeepStrictEqual(await pending, { data: { id: found } });
    const message = `Genesys has no schedule group "${name}"`;
    await assert.rejects(pending, failsWith('genesys_not_found', message));
  });
}

test('further pages of schedules are taken from the rate limit and then requested together', async () => {
  const all = bodies.schedules.entities ?? [];
  const getArchitectSchedules = ({ pageNumber }: { pageNumber: number }) => ({
    entities: all.slice(2 * pageNumber - 2, 2 * pageNumber),
    pageCount: 3,
  });
  const { sent, data, taken } = await send(
    scheduleGroup,
    { scheduleGroupId: ID },
    responses({ getArchitectSchedules }),
  );
  assert.deepEqual(data, DATA);
  assert.deepEqual(taken, ['getArchitectSchedules', 'getArchitectSchedules']);
  assert.deepEqual(sent.slice(2), [
    ['getArchitectSchedules', { pageNumber: 2, pageSize: 100 }],
    ['getArchitectSchedules', { pageNumber: 3, pageSize: 100 }],
  ]);
});

const A_TIME = 'expected a date and time with Z or an offset, for example 2026-12-24T09:00:00Z';
for (const [body, problem] of [
  [{}, 'scheduleGroupId: expected either scheduleGroupId or name, got neither'],
  [{ scheduleGroupId: ID, name: 'A' }, 'scheduleGroupId: expected either scheduleGroupId or name, got both'],
  [{ name: 'A*' }, 'name: expected a full name, without *, got "A*"'],
  [
    { scheduleGroupId: 'a,b' },
    'scheduleGroupId: expected an id of at most 64 letters, digits, - and _, got "a,b"',
  ],
  ...[
    'now',
    '2026-01-12',
    '2026-01-12T09:00:00',
    '2026-02-31T09:00Z',
    '1999-01-12T09:00Z',
    '2026-01-12T25:00Z',
  ].map((at) => [{ name: 'A', at }, `at: ${A_TIME}, got "${at}"`] as const),
  [{ name: 'A', at: 5 }, `at: ${A_TIME}, got 5`],
] as const) {
  test(`${JSON.stringify(body)} is rejected with "${problem}"`, () => {
    assert.deepEqual(problemsOf(scheduleGroup, body), [problem]);
  });
}

test('the data depends on the group, or on all groups for a name, and on all schedules', () => {
  const schedules = { entityType: 'Schedule', ids: 'any' };
  const ofId = scheduleGroup.parse({ scheduleGroupId: ID }).invalidatedBy;
  assert.deepEqual(ofId, [{ entityType: 'ScheduleGroup', ids: [ID] }, schedules]);
  const ofName = scheduleGroup.parse({ name: 'A' }).invalidatedBy;
  assert.deepEqual(ofName, [{ entityType: 'ScheduleGroup', ids: 'any' }, schedules]);
});
