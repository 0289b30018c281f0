import type { DataAction } from '../actions/data-action.ts';
import type { CacheStore } from '../cache/store.ts';
import { type Change, markersFor } from '../cache/tags.ts';
import { CacheUnavailable } from '../errors/service-errors.ts';
import { StoreSkipped } from '../redis/breaker.ts';
import { type Clock, sleep } from '../runtime/clock.ts';
import { type Deadline, remainingMs } from '../runtime/deadline.ts';

/**
 * Makes stale what was answered before a change, as far as that concerns it. Gives the names of the data actions
 * concerned, none for a change of what nothing is made of. Doing it again, or in another order, does no harm: it costs
 * a fetch. Rejects with {@link CacheUnavailable}, or with the deadline's error, when Redis could not be told; then it
 * has to be done again.
 */
export type Invalidate = (change: Change, deadline: Deadline) => Promise<string[]>;

/** What invalidating needs. */
export interface InvalidateParts {
  actions: ReadonlyMap<string, DataAction>;
  store: CacheStore;
  clock: Clock;
}

/** As long as Redis is not asked again after an outage, see breaker.ts. */
const RETRY_MS = 500;

/** Creates the use case: find whom a change concerns, and set its markers, again and again until Redis has them. */
export function createInvalidate({ actions, store, clock }: InvalidateParts): Invalidate {
  async function mark(markers: readonly string[], deadline: Deadline): Promise<void> {
    let cause: unknown;
    for (;;) {
      try {
        return await store.mark(markers, deadline.signal);
      } catch (error) {
        deadline.signal.throwIfAborted();
        // Where Redis was not asked, the reason is what it did when it was asked last.
        if (cause === undefined || !(error instanceof StoreSkipped)) cause = error;
        if (remainingMs(deadline, clock.monotonicMs()) <= RETRY_MS)
          throw new CacheUnavailable('Redis cannot be told of the change', { cause });
        await sleep(clock, RETRY_MS, deadline.signal);
      }
    }
  }

  return async (change, deadline) => {
    const concerned = [...actions.values()].filter((action) => concerns(change, action));
    const names = concerned.map(({ name }) => name);
    const marks = await Promise.allSettled(names.map((name) => mark(markersFor(name, change), deadline)));
    const failed = marks.find((mark) => mark.status === 'rejected');
    if (failed) throw failed.reason;
    return names;
  };
}

function concerns(change: Change, { name, entityTypes }: DataAction): boolean {
  return 'action' in change ? change.action === name : entityTypes.includes(change.entityType);
}
