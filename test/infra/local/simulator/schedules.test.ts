import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Models } from 'purecloud-platform-client-v2';
import { sampleSchedules } from '../../../../infra/local/simulator/schedules.ts';
import { timelineOf } from '../../../../lambda/opening-hours/timeline.ts';
import { get, logIn, simulatorFor } from '../../../support/simulator.ts';

const ARCHITECT = '/api/v2/architect';
const { schedules, scheduleGroups } = sampleSchedules();
const [group] = scheduleGroups;

for (const [path, status] of [
  [`schedulegroups/${group?.id}`, 200],
  [`schedulegroups/${group?.id?.toUpperCase()}`, 200],
  ['schedulegroups/unknown', 404],
  ['schedulegroups?pageSize=100', 200],
  ['schedulegroups?pageSize=101', 400],
  ['schedules?pageNumber=0', 400],
] as const) {
  test(`${path} has status ${status}`, async (t) => {
    const simulator = await simulatorFor(t);
    assert.equal((await get(simulator, `${ARCHITECT}/${path}`, await logIn(simulator))).status, status);
  });
}

test('a name in upper or lower case finds its group', async (t) => {
  const simulator = await simulatorFor(t);
  const response = await get(
    simulator,
    `${ARCHITECT}/schedulegroups?name=sales%20HOURS`,
    await logIn(simulator),
  );
  const { entities }: Models.ScheduleGroupEntityListing = JSON.parse(await response.text());
  assert.deepEqual(
    entities?.map(({ name }) => name),
    ['Sales Hours'],
  );
});

test('schedules are listed in pages, by name', async (t) => {
  const simulator = await simulatorFor(t);
  const token = await logIn(simulator);
  const names: string[] = [];
  for (const pageNumber of [1, 2, 3]) {
    const response = await get(
      simulator,
      `${ARCHITECT}/schedules?pageSize=3&pageNumber=${pageNumber}`,
      token,
    );
    const { entities, total, pageCount, selfUri }: Models.ScheduleEntityListing = JSON.parse(
      await response.text(),
    );
    assert.deepEqual([total, pageCount], [schedules.length, 3]);
    assert.equal(selfUri, `${ARCHITECT}/schedules?pageSize=3&pageNumber=${pageNumber}`);
    names.push(...(entities ?? []).map(({ name }) => name));
  }
  assert.deepEqual(names.toSorted(), schedules.map(({ name }) => name).toSorted());
});

test('schedules and groups need their own permissions', async (t) => {
  const simulator = await simulatorFor(t, { permissions: ['routing:schedule:view'] });
  const token = await logIn(simulator);
  assert.equal((await get(simulator, `${ARCHITECT}/schedules`, token)).status, 200);
  assert.equal((await get(simulator, `${ARCHITECT}/schedulegroups`, token)).status, 403);
  assert.equal((await get(simulator, `${ARCHITECT}/schedulegroups/${group?.id}`, token)).status, 403);
});

test('every group refers to schedules that exist and can be evaluated', () => {
  const fromMs = Date.UTC(2026, 0, 1);
  for (const {
    name,
    timeZone = '',
    openSchedules = [],
    closedSchedules = [],
    holidaySchedules = [],
  } of scheduleGroups) {
    const of = (state: 'open' | 'closed' | 'holiday', references: readonly Models.DomainEntityRef[]) =>
      references.map(({ id }) => {
        const {
          start,
          end,
          rrule = '',
          ...rest
        } = schedules.find((one) => one.id === id) ?? assert.fail(name);
        return { state, name: rest.name, start, end, rrule };
      });
    const all = [
      ...of('holiday', holidaySchedules),
      ...of('closed', closedSchedules),
      ...of('open', openSchedules),
    ];
    const timeline = timelineOf({ timeZone, schedules: all }, { fromMs, toMs: fromMs + 365 * 86_400_000 });
    assert.ok(timeline.some(({ state }) => state === 'open'));
  }
});
