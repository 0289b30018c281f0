import * as v from 'valibot';
import { exactlyOne } from './by-name.ts';
import { defineDataAction } from './define.ts';
import { id, instant, wholeName } from './parameters.ts';
import { GroupAndSchedules } from './schedule-group-body.ts';

/**
 * The state of a schedule group: `GET /api/v2/architect/schedulegroups/{scheduleGroupId}`, or its listing filtered by
 * name, and `GET /api/v2/architect/schedules`, concurrently. An entry holds the schedules and the periods that follow
 * from them, and each request picks the period of its own time. So a hit or a stale entry is correct after closing time, too.
 */
export const scheduleGroup = defineDataAction({
  name: 'schedule-group',
  group: 'opening hours',
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
      description: 'Full name of the schedule group, ignoring case. Set either this or scheduleGroupId.',
      example: 'Customer Service Hours',
    },
    at: {
      type: 'string',
      description:
        'Date and time in ISO 8601 with Z or an offset, for example 2026-12-24T09:00:00Z. Empty for now.',
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
    at: { path: 'at', type: 'string', description: 'Time of this state, in ISO 8601 and UTC.' },
    timeZone: {
      path: 'timeZone',
      type: 'string',
      description: 'Time zone of the group, for example Europe/Berlin.',
    },
    scheduleId: {
      path: 'scheduleId',
      type: 'string',
      description: 'Id of the schedule that applies; empty if none applies, so the group is closed.',
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
    { name: 'getArchitectSchedules', family: 'architect' },
  ],
  send: async ({ architect }, parameters, takeCalls) => {
    const { requestGroup } = await import('./schedule-group-miss.ts');
    return requestGroup(architect, parameters, takeCalls);
  },
  body: GroupAndSchedules,
  toData: async (body, context) => {
    const { toStoredGroup } = await import('./schedule-group-miss.ts');
    return toStoredGroup(body, context);
  },
  toResponse: {
    parameters: ['at'],
    make: async (stored, { parameters: { at }, nowMs }) => {
      const { StoredGroup, stateAt } = await import('../opening-hours/stored-group.ts');
      return stateAt(v.parse(StoredGroup, stored), at === undefined ? nowMs : Date.parse(at));
    },
  },
});
