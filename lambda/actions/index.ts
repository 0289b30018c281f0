import type { DataAction } from './data-action.ts';
import { queues } from './queues.ts';

/** Every data action there is, by the name in its path. */
export const dataActions: ReadonlyMap<string, DataAction> = new Map(
  [queues].map((action) => [action.name, action]),
);
