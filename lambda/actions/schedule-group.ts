import * as v from 'valibot';
import { DataActionError } from '../errors.ts';
import type { GenesysApis, SdkOperation, TakeCalls } from '../genesys/call.ts';
import { StoredGroup, spanToStore, stateAt } from '../opening-hours/stored-group.ts';
import { all, both } from '../runtime/both.ts';
import { quoted } from '../runtime/json.ts';
import { exactlyOne, withName } from './by-name.ts';
import { defineDataAction } from './define.ts';
import { id, instant, wholeName } from './parameters.ts';

const text = v.nullish(v.string(), '');
const References = v.nullish(v.array(v.looseObject({ id: v.string() })), []);
const Group = v.looseObject({
  id: v.string(),
  name: v.string(),
  state: text,
  timeZone: text,
  openSchedules: References,
  closedSchedules: References,
  holidaySchedules: References,
});
/** Most of the listed schedules belong to other groups, so only the id is required. */
const Schedule = v.looseObject({
  id: v.string(),
  name: text,
  state: text,
  start: text,
  end: text,
  rrule: text,
});

const GROUPS_PAGE_SIZE = 25;
/** As CX as Code requests them. */
const SCHEDULES_PAGE_SIZE = 100;
const MAX_SCHEDULES = 2000;
const MAX_SCHEDULES_OF_GROUP = 200;
const LIST_SCHEDULES: SdkOperation = { name: 'getArchitectSchedules', family: 'architect' };

/**
 * The state of a schedule group: `GET /api/v2/architect/schedulegroups/{scheduleGroupId}`, or its listing filtered by
 * name, and `GET /api/v2/architect/schedules`, concurrently. An entry holds the schedules and the periods that follow
 * from them, and each request picks the period of its own time. So a hit or a stale entry is right after closing time, too.
 */
export const scheduleGroup = defineDataAction({
  name: 'schedule-group',
  version: 1,
  summary:
    'Returns whether a schedule group is open, closed or on holiday, now or at a given time, and until when.',
  permission: 'routing:scheduleGroup:view, routing:schedule:view',
  invalidatedBy: [
    // A change of any group may change which group has a name.
    {
      entityType: 'ScheduleGroup',
      ids: ({ scheduleGroupId }) => (scheduleGroupId === undefined ? undefined : [scheduleGroupId]),
    },
    // Only the group says which schedules it has.
    { entityType: 'Schedule' },
  ],
  parameters: {
    scheduleGroupId: v.optional(id),
    name: v.optional(wholeName),
    at: v.optional(instant),
  },
  inputs: {
    scheduleGroupId: {
      type: 'string',
      description: 'Id of the schedule group. Set either this or name.',
    },
    name: {
      type: 'string',
      description:
        'Whole name of the schedule group, in upper or lower case. Set either this or scheduleGroupId.',
      example: 'Customer Service Hours',
    },
    at: {
      type: 'string',
      description:
        'Date and time in ISO 8601 with Z or an offset, for example 2026-12-24T09:00:00Z. Without it: now.',
    },
  },
  check: exactlyOne('scheduleGroupId', 'name'),
  outputs: {
    id: { path: 'id', type: 'string', description: 'Id of the schedule group.' },
    name: { path: 'name', type: 'string', description: 'Name of the schedule group.' },
    state: { path: 'state', type: 'string', description: 'open, closed or holiday.' },
    until: {
      path: 'until',
      type: 'string',
      description:
        'When the state ends, in ISO 8601 and UTC; empty if it does not end within 14 days of the given time.',
    },
    at: { path: 'at', type: 'string', description: 'The time that the state is for, in ISO 8601 and UTC.' },
    timeZone: {
      path: 'timeZone',
      type: 'string',
      description: 'Time zone of the group, for example Europe/Berlin.',
    },
    scheduleId: {
      path: 'scheduleId',
      type: 'string',
      description: 'Id of the schedule that applies; empty if none does, and the group is closed.',
    },
    scheduleName: {
      path: 'scheduleName',
      type: 'string',
      description: 'Name of that schedule; may be empty.',
    },
  },
  operations: ({ scheduleGroupId }) => [
    {
      name: scheduleGroupId === undefined ? 'getArchitectSchedulegroups' : 'getArchitectSchedulegroup',
      family: 'architect',
    },
    LIST_SCHEDULES,
  ],
  send: async ({ architect }, { scheduleGroupId, name = '' }, takeCalls) => {
    const groups =
      scheduleGroupId === undefined
        ? architect.getArchitectSchedulegroups({ name, pageSize: GROUPS_PAGE_SIZE })
        : architect.getArchitectSchedulegroup(scheduleGroupId).then((group) => ({ entities: [group] }));
    const [found, schedules] = await both(groups, listSchedules(architect, takeCalls));
    return { groups: found, schedules };
  },
  body: v.object({
    groups: v.looseObject({ entities: v.array(Group) }),
    schedules: v.array(v.looseObject({ entities: v.array(Schedule) })),
  }),
  toData: async ({ groups, schedules: pages }, { parameters: { scheduleGroupId = '', name }, nowMs }) => {
    const existing = groups.entities.filter(({ state }) => state !== 'deleted');
    const group = name === undefined ? existing[0] : withName(existing, name);
    if (group === undefined)
      throw new DataActionError(
        'genesys_not_found',
        `Genesys has no schedule group ${quoted(name ?? scheduleGroupId)}`,
      );
    const { id, name: groupName, timeZone } = group;
    const schedules = schedulesOf(
      group,
      new Map(pages.flatMap(({ entities }) => entities).map((one) => [one.id, one])),
    );
    const span = spanToStore(nowMs);
    const { timelineOf } = await import('../opening-hours/timeline.ts');
    const periods = timelineOf({ timeZone, schedules }, span);
    return { id, name: groupName, timeZone, schedules, span, periods } satisfies StoredGroup;
  },
  toResponse: {
    parameters: ['at'],
    make: (stored, { parameters: { at }, nowMs }) =>
      stateAt(v.parse(StoredGroup, stored), at === undefined ? nowMs : Date.parse(at)),
  },
});

/** All schedules of the organisation, in pages: Genesys cannot list those of a group. */
async function listSchedules(architect: GenesysApis['architect'], takeCalls: TakeCalls): Promise<unknown[]> {
  const page = (pageNumber: number) =>
    architect.getArchitectSchedules({ pageNumber, pageSize: SCHEDULES_PAGE_SIZE });
  const first = await page(1);
  const { pageCount = 1 } = first ?? {};
  if (pageCount > MAX_SCHEDULES / SCHEDULES_PAGE_SIZE)
    throw new DataActionError(
      'genesys_data_unsupported',
      `the organisation has ${pageCount} pages of ${SCHEDULES_PAGE_SIZE} schedules, expected at most ${MAX_SCHEDULES} schedules`,
    );
  const others = Array.from({ length: Math.max(0, pageCount - 1) }, (_, index) => index + 2);
  if (others.length === 0) return [first];
  await takeCalls(others.map(() => LIST_SCHEDULES));
  return [first, ...(await all(others.map(page)))];
}

type Schedule = v.InferOutput<typeof Schedule>;

/** The active schedules of a group; throws if the OAuth client may not see one of them. */
function schedulesOf(
  { openSchedules, closedSchedules, holidaySchedules }: v.InferOutput<typeof Group>,
  byId: ReadonlyMap<string, Schedule>,
): StoredGroup['schedules'] {
  const references = [
    ...(holidaySchedules ?? []).map(({ id }) => ({ id, state: 'holiday' }) as const),
    ...(closedSchedules ?? []).map(({ id }) => ({ id, state: 'closed' }) as const),
    ...(openSchedules ?? []).map(({ id }) => ({ id, state: 'open' }) as const),
  ];
  if (references.length > MAX_SCHEDULES_OF_GROUP)
    throw new DataActionError(
      'genesys_data_unsupported',
      `the schedule group has ${references.length} schedules, expected at most ${MAX_SCHEDULES_OF_GROUP}`,
    );
  return references.flatMap(({ id, state }) => {
    const schedule = byId.get(id);
    if (schedule === undefined)
      throw new DataActionError(
        'genesys_not_found',
        `Genesys does not list the schedule ${id} of the group: the OAuth client may lack its division`,
      );
    const { name, start, end, rrule } = schedule;
    const isActive = schedule.state === '' || schedule.state === 'active';
    return isActive ? [{ state, id, name, start, end, rrule: rrule ?? '' }] : [];
  });
}
