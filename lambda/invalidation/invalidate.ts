import type { DataAction } from '../actions/define.ts';
import { type Change, tagsToInvalidate } from '../cache/keys.ts';
import { type CacheStore, StoreSkipped } from '../cache/store.ts';
import { DataActionError } from '../errors.ts';
import { type Clock, sleep } from '../runtime/clock.ts';
import { type Deadline, remainingMs } from '../runtime/deadline.ts';

/**
 * Makes stale what was answered before a change, as far as that concerns it. Gives the names of the data actions
 * concerned, none for a change of what nothing is made of. Doing it again, or in another order, does no harm: it costs
 * a fetch. Rejects with `cache_unavailable`, or with the deadline's error, when Redis could not be told; then it
 * has to be done again.
 */
export type Invalidate = (change: Change, deadline: Deadline) => Promise<string[]>;

/** What invalidating needs. */
export interface InvalidateParts {
  actions: ReadonlyMap<string, DataAction>;
  store: CacheStore;
  clock: Clock;
}

/** As long as the circuit breaker stays open after a first outage, see redis/breaker.ts. */
const RETRY_MS = 500;

/** Creates the use case: find the actions that a change concerns and invalidate their tags, retrying until Redis has them. */
export function createInvalidate({ actions, store, clock }: InvalidateParts): Invalidate {
  async function invalidateTags(tags: readonly string[], deadline: Deadline): Promise<void> {
    let cause: unknown;
    for (;;) {
      try {
        return await store.invalidateTags(tags, deadline.signal);
      } catch (error) {
        deadline.signal.throwIfAborted();
        // If the circuit breaker skipped Redis, the error that opened it says more.
        if (cause === undefined || !(error instanceof StoreSkipped)) cause = error;
        if (remainingMs(deadline, clock.monotonicMs()) <= RETRY_MS)
          throw new DataActionError('cache_unavailable', 'Redis cannot be told of the change', { cause });
        await sleep(clock, RETRY_MS, deadline.signal);
      }
    }
  }

  return async (change, deadline) => {
    const concerned = [...actions.values()].filter((action) => concerns(change, action));
    const names = concerned.map(({ name }) => name);
    const writes = names.map((name) => invalidateTags(tagsToInvalidate(name, change), deadline));
    const failed = (await Promise.allSettled(writes)).find((write) => write.status === 'rejected');
    if (failed) throw failed.reason;
    return names;
  };
}

function concerns(change: Change, { name, entityTypes }: DataAction): boolean {
  return 'action' in change ? change.action === name : entityTypes.includes(change.entityType);
}
