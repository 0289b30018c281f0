import { DataActionError } from '../errors.ts';
import type { GenesysApis, SdkOperation, TakeCalls } from '../genesys/call.ts';
import { type StoredGroup, spanToStore } from '../opening-hours/stored-group.ts';
import { all, both } from '../runtime/both.ts';
import { quoted } from '../runtime/json.ts';
import { withName } from './by-name.ts';
import type { GroupAndSchedules } from './schedule-group-body.ts';

// The half of schedule-group that only a miss needs: a hit of any data action loads without it.

const GROUPS_PAGE_SIZE = 25;
/** As CX as Code requests them. */
const SCHEDULES_PAGE_SIZE = 100;
const LIST_SCHEDULES: SdkOperation = { name: 'getArchitectSchedules', family: 'architect' };
const MAX_SCHEDULES = 2000;
const MAX_SCHEDULES_OF_GROUP = 200;

type Architect = GenesysApis['architect'];
type Group = GroupAndSchedules['groups']['entities'][number];
type Schedule = GroupAndSchedules['schedules'][number]['entities'][number];

/** The group, by its id or full name. */
interface Which {
  readonly scheduleGroupId?: string | undefined;
  readonly name?: string | undefined;
}

/** Requests a group, or those with a similar name, and concurrently all schedules. */
export async function requestGroup(
  architect: Architect,
  { scheduleGroupId, name = '' }: Which,
  takeCalls: TakeCalls,
): Promise<unknown> {
  const requested =
    scheduleGroupId === undefined
      ? architect.getArchitectSchedulegroups({ name, pageSize: GROUPS_PAGE_SIZE })
      : architect.getArchitectSchedulegroup(scheduleGroupId).then((group) => ({ entities: [group] }));
  const [groups, schedules] = await both(requested, listSchedules(architect, takeCalls));
  return { groups, schedules };
}

/** All schedules of the organisation, in pages: Genesys cannot list those of a group. */
async function listSchedules(architect: Architect, takeCalls: TakeCalls): Promise<unknown[]> {
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

/** Makes the data to store. Throws if the group is not found or cannot be evaluated. */
export async function toStoredGroup(
  { groups, schedules: pages }: GroupAndSchedules,
  { parameters: { scheduleGroupId = '', name }, nowMs }: { parameters: Which; nowMs: number },
): Promise<StoredGroup> {
  const existing = groups.entities.filter(({ state }) => state !== 'deleted');
  const group = name === undefined ? existing[0] : withName(existing, name);
  if (group === undefined)
    throw new DataActionError(
      'genesys_not_found',
      `Genesys has no schedule group ${quoted(name ?? scheduleGroupId)}`,
    );
  const { id, name: groupName, timeZone } = group;
  const listed = pages.flatMap(({ entities }) => entities);
  const schedules = schedulesOf(group, new Map(listed.map((schedule) => [schedule.id, schedule])));
  const span = spanToStore(nowMs);
  // Only now: the request does not wait until the library behind it has loaded.
  const { timelineOf } = await import('../opening-hours/timeline.ts');
  const periods = timelineOf({ timeZone, schedules }, span);
  return { id, name: groupName, timeZone, schedules, span, periods };
}

/** The active schedules of a group; throws if the OAuth client may not see one of them. */
function schedulesOf(
  { openSchedules, closedSchedules, holidaySchedules }: Group,
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
    return isActive ? [{ state, id, name, start, end, rrule }] : [];
  });
}
