import * as v from 'valibot';

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

/** What Genesys sends: groups, of which at most one is meant, and the pages of all schedules. */
export const GroupAndSchedules = v.object({
  groups: v.looseObject({ entities: v.array(Group) }),
  schedules: v.array(v.looseObject({ entities: v.array(Schedule) })),
});
export type GroupAndSchedules = v.InferOutput<typeof GroupAndSchedules>;
