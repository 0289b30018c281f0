import type { DataAction } from './define.ts';
import { queue } from './queue.ts';
import { queueObservations } from './queue-observations.ts';
import { queueWaitTime } from './queue-wait-time.ts';
import { queues } from './queues.ts';
import { userStatus } from './user-status.ts';

const all: readonly DataAction[] = [
  // One line for each, in the order in which they are listed everywhere.
  queues,
  queue,
  queueWaitTime,
  queueObservations,
  userStatus,
];

/** Every data action there is, by the name in its path. */
export const dataActions: ReadonlyMap<string, DataAction> = new Map(
  all.map((action) => [action.name, action]),
);
