import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scheduleGroup } from '../../../lambda/actions/schedule-group.ts';
import { accepts, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';
import { failsWith, listing, responses } from '../../support/schedule-group.ts';

const ID = '0e5a7c13-62d8-4f7b-8b1c-95d3e0a4f267';
const OFFICE_HOURS = '3f2e1d0c-9b8a-4765-8432-10fedcba9876';

test('a deleted group is not found, and an inactive or deleted schedule does not apply', async () => {
  const deleted = { ...bodies.scheduleGroup, state: 'deleted' };
  await assert.rejects(
    send(scheduleGroup, { scheduleGroupId: ID }, responses({ getArchitectSchedulegroup: deleted })),
    failsWith('genesys_not_found', `Genesys has no schedule group "${ID}"`),
  );
  for (const state of ['inactive', 'deleted']) {
    const entities = bodies.schedules.entities?.map((schedule) => ({ ...schedule, state }));
    const changed = { getArchitectSchedules: { ...bodies.schedules, entities } };
    const { data } = await send(scheduleGroup, { scheduleGroupId: ID }, responses(changed));
    assert.partialDeepStrictEqual(data, { state: 'closed', until: '', scheduleId: '' });
  }
});

test('a schedule that Genesys does not list is an error', async () => {
  await assert.rejects(
    send(scheduleGroup, { scheduleGroupId: ID }, responses({ getArchitectSchedules: listing() })),
    failsWith(
      'genesys_not_found',
      'Genesys does not list the schedule 5b637b61-a6da-43b8-b739-9cab4b31c02a of the group: the OAuth client may lack its division',
    ),
  );
});

test('a schedule that cannot be evaluated is an error that names it', async () => {
  const entities = bodies.schedules.entities?.map((schedule) => ({ ...schedule, rrule: 'FREQ=SECONDLY' }));
  const changed = { getArchitectSchedules: { ...bodies.schedules, entities } };
  await assert.rejects(
    send(scheduleGroup, { scheduleGroupId: ID }, responses(changed)),
    failsWith(
      'genesys_data_unsupported',
      'the schedule "Christmas" cannot be evaluated: the recurrence rule "FREQ=SECONDLY" has an unsupported value: "FREQ=SECONDLY"',
    ),
  );
});

test('a schedule without a start is an error only if the group has it', async () => {
  const [other, ...entities] = bodies.schedules.entities ?? [];
  const withOther = (id: string) => ({
    getArchitectSchedules: listing({ id, name: 'Odd', state: 'active' }, ...entities),
  });
  const { data } = await send(scheduleGroup, { scheduleGroupId: ID }, responses(withOther(other?.id ?? '')));
  assert.partialDeepStrictEqual(data, { state: 'open', scheduleName: 'Office Hours' });
  await assert.rejects(
    send(
      scheduleGroup,
      { scheduleGroupId: ID },
      {
        architect: {
          ...responses(withOther('odd')).architect,
          getArchitectSchedulegroup: { ...bodies.scheduleGroup, openSchedules: [{ id: 'odd' }] },
        },
      },
    ),
    failsWith(
      'genesys_data_unsupported',
      'the schedule "Odd" cannot be evaluated: start is "", expected a date and time',
    ),
  );
});

test('at most 2,000 schedules are listed, and a group has at most 200', async () => {
  const pages = (pageCount: number) => ({ getArchitectSchedules: { ...bodies.schedules, pageCount } });
  const { taken } = await send(scheduleGroup, { scheduleGroupId: ID }, responses(pages(20)));
  assert.equal(taken.length, 19);
  await assert.rejects(
    send(scheduleGroup, { scheduleGroupId: ID }, responses(pages(21))),
    failsWith(
      'genesys_data_unsupported',
      'the organisation has 21 pages of 100 schedules, expected at most 2000 schedules',
    ),
  );
  const groupWith = (count: number) => ({
    getArchitectSchedulegroup: {
      ...bodies.scheduleGroup,
      openSchedules: [],
      closedSchedules: [],
      holidaySchedules: Array.from({ length: count }, () => ({ id: OFFICE_HOURS })),
    },
  });
  const { data } = await send(scheduleGroup, { scheduleGroupId: ID }, responses(groupWith(200)));
  assert.partialDeepStrictEqual(data, { state: 'holiday' });
  await assert.rejects(
    send(scheduleGroup, { scheduleGroupId: ID }, responses(groupWith(201))),
    failsWith('genesys_data_unsupported', 'the schedule group has 201 schedules, expected at most 200'),
  );
});

test('a response of another shape is rejected', async () => {
  for (const response of [
    null,
    [],
    {},
    'ok',
    { id: 'a' },
    { ...bodies.scheduleGroup, openSchedules: ['a'] },
  ]) {
    const changed = { getArchitectSchedulegroup: response };
    assert.equal(await accepts(scheduleGroup, { scheduleGroupId: ID }, responses(changed)), false);
  }
  const [schedule] = bodies.schedules.entities ?? [];
  for (const response of [
    null,
    {},
    { entities: {} },
    listing({ name: 'a' }),
    listing({ ...schedule, start: 5 }),
  ]) {
    const changed = { getArchitectSchedules: response };
    assert.equal(await accepts(scheduleGroup, { scheduleGroupId: ID }, responses(changed)), false);
  }
});
