import type { CacheStore } from '../../lambda/cache/store.ts';
import type { Clock } from '../../lambda/runtime/clock.ts';
import { sleep } from '../../lambda/runtime/deadline.ts';

/** The fault of an operation: it takes `ms`, then fails with `error` if there is one. */
export interface Fault {
  ms?: number;
  error?: Error;
}

/** The operations with a fault; may be changed at any time. */
export type Faults = {
  [Operation in 'get' | 'acquireLease' | 'extendLease' | 'releaseLease' | 'putEntry' | 'putFailure']?:
    | Fault
    | undefined;
};

/** A store whose operations take time or fail. */
export function faulty(store: CacheStore, clock: Clock, faults: Faults): CacheStore {
  const applyFault = async (operation: keyof Faults, signal: AbortSignal) => {
    const { ms = 0, error } = faults[operation] ?? {};
    if (ms > 0) await sleep(clock, ms, signal);
    if (error) throw error;
  };
  return {
    ...store,
    get: async (key, tags, signal) => {
      await applyFault('get', signal);
      return store.get(key, tags, signal);
    },
    acquireLease: async (key, request, signal) => {
      await applyFault('acquireLease', signal);
      return store.acquireLease(key, request, signal);
    },
    extendLease: async (key, lease, signal) => {
      await applyFault('extendLease', signal);
      return store.extendLease(key, lease, signal);
    },
    releaseLease: async (key, holder, signal) => {
      await applyFault('releaseLease', signal);
      return store.releaseLease(key, holder, signal);
    },
    putEntry: async (key, entry, signal) => {
      await applyFault('putEntry', signal);
      return store.putEntry(key, entry, signal);
    },
    putFailure: async (key, failure, signal) => {
      await applyFault('putFailure', signal);
      return store.putFailure(key, failure, signal);
    },
  };
}
