import type { RunnableAction } from '../actions/define.ts';
import { type Change, tagsToInvalidate } from '../cache/keys.ts';
import { type CacheStore, StoreCircuitOpen } from '../cache/store.ts';
import { DataActionError } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Deadline, remainingMs, sleep } from '../runtime/deadline.ts';

/**
 * Makes every entry stale that a change may have outdated. Resolves to the names of their data actions; empty if no data
 * action uses the entity type. Repeating or reordering invalidations is harmless: it costs a fetch. Rejects with
 * `cache_unavailable` or with the deadline's error if Redis failed; then the caller must repeat it.
 */
export type Invalidate = (change: Change, deadline: Deadline) => Promise<string[]>;

interface InvalidateParts {
  actions: ReadonlyMap<string, RunnableAction>;
  store: CacheStore;
  clock: Clock;
}

/** How long the circuit breaker stays open after a first outage; see redis/breaker.ts. */
const RETRY_MS = 500;

/** Creates the use case: find the data actions that a change affects, and invalidate their tags until Redis confirms. */
export function createInvalidate({ actions, store, clock }: InvalidateParts): Invalidate {
  async function invalidateTags(tags: readonly string[], deadline: Deadline): Promise<void> {
    let cause: unknown;
    for (;;) {
      try {
        return await store.invalidateTags(tags, deadline.signal);
      } catch (error) {
        deadline.signal.throwIfAborted();
        // If the circuit breaker skipped Redis, the error that opened it says more.
        if (cause === undefined || !(error instanceof StoreCircuitOpen)) cause = error;
        if (remainingMs(deadline, clock.monotonicMs()) <= RETRY_MS)
          throw new DataActionError(
            'cache_unavailable',
            'Redis failed before the entries were invalidated; send the request again',
            { cause },
          );
        await sleep(clock, RETRY_MS, deadline.signal);
      }
    }
  }

  return async (change, deadline) => {
    const affected = [...actions.values()].flatMap((action) => {
      const own = changeFor(action, change);
      return own ? [{ name: action.name, tags: tagsToInvalidate(action.name, own) }] : [];
    });
    const writes = affected.map(({ tags }) => invalidateTags(tags, deadline));
    const failed = (await Promise.allSettled(writes)).find((write) => write.status === 'rejected');
    if (failed) throw failed.reason;
    return affected.map(({ name }) => name);
  };
}

/**
 * The change with the entity type in the action's own spelling, which is part of its tags; undefined if the change does not
 * affect the action. Upper and lower case of the type do not matter.
 */
function changeFor({ name, entityTypes }: RunnableAction, change: Change): Change | undefined {
  if ('action' in change) return change.action === name ? change : undefined;
  const wanted = change.entityType.toLowerCase();
  const entityType = entityTypes.find((type) => type.toLowerCase() === wanted);
  return entityType === undefined ? undefined : { ...change, entityType };
}
