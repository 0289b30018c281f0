import { dataTableRow } from './data-table-row.ts';
import type { DataAction } from './define.ts';
import { emergencyGroup } from './emergency-group.ts';
import { externalContact } from './external-contact.ts';
import { queue } from './queue.ts';
import { queueObservations } from './queue-observations.ts';
import { queueWaitTime } from './queue-wait-time.ts';
import { queues } from './queues.ts';
import { scheduleGroup } from './schedule-group.ts';
import { user } from './user.ts';
import { userStatus } from './user-status.ts';

const all: readonly DataAction[] = [
  // The order of all lists and tables.
  queues,
  queue,
  queueWaitTime,
  queueObservations,
  user,
  userStatus,
  emergencyGroup,
  scheduleGroup,
  externalContact,
  dataTableRow,
];

/** All data actions, by the name in their path. */
export const dataActions: ReadonlyMap<string, DataAction> = new Map(
  all.map((action) => [action.name, action]),
);
