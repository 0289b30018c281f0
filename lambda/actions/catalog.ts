import { dataTableRow } from './data-table-row.ts';
import type { DataAction } from './define.ts';
import { emergencyGroup } from './emergency-group.ts';
import { externalContact } from './external-contact.ts';
import { queue } from './queue.ts';
import { queueMembers } from './queue-members.ts';
import { queueObservations } from './queue-observations.ts';
import { queueWaitTime } from './queue-wait-time.ts';
import { queues } from './queues.ts';
import { scheduleGroup } from './schedule-group.ts';
import { serviceLevel } from './service-level.ts';
import { user } from './user.ts';
import { userStatus } from './user-status.ts';

const all: readonly DataAction[] = [
  // The order of all lists and tables: by group.
  // configuration
  queues,
  queue,
  dataTableRow,
  // live figures
  queueWaitTime,
  queueObservations,
  queueMembers,
  serviceLevel,
  // people
  user,
  userStatus,
  externalContact,
  // opening hours
  emergencyGroup,
  scheduleGroup,
];

/** All data actions, by the name in their path. */
export const dataActions: ReadonlyMap<string, DataAction> = new Map(
  all.map((action) => [action.name, action]),
);
