import type { CacheStore } from '../../lambda/cache/store.ts';
import { type Clock, sleep } from '../../lambda/runtime/clock.ts';

/** How an operation goes wrong: it takes so long, and then fails, if it is told with what. */
export interface Fault {
  ms?: number;
  error?: Error;
}

/** Which operations go wrong; what is told later holds from then on. */
export type Faults = { [Operation in 'get' | 'claim' | 'renew' | 'put' | 'fail']?: Fault | undefined };

/** A store whose operations take time, or fail, as told. */
export function faulty(store: CacheStore, clock: Clock, faults: Faults): CacheStore {
  const suffer = async (operation: keyof Faults, signal: AbortSignal) => {
    const { ms = 0, error } = faults[operation] ?? {};
    if (ms > 0) await sleep(clock, ms, signal);
    if (error) throw error;
  };
  return {
    ...store,
    get: async (key, markers, signal) => {
      await suffer('get', signal);
      return store.get(key, markers, signal);
    },
    claim: async (key, request, signal) => {
      await suffer('claim', signal);
      return store.claim(key, request, signal);
    },
    renew: async (key, lease, signal) => {
      await suffer('renew', signal);
      return store.renew(key, lease, signal);
    },
    put: async (key, entry, signal) => {
      await suffer('put', signal);
      return store.put(key, entry, signal);
    },
    fail: async (key, failure, signal) => {
      await suffer('fail', signal);
      return store.fail(key, failure, signal);
    },
  };
}
