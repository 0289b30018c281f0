import { lazy } from '../lazy.ts';
import type { CacheStore } from './store.ts';

/** A store in this process that is made when it is first used; there is nothing in it to be closed. */
export function createLazyStore(make: () => Promise<CacheStore>): CacheStore {
  const store = lazy(make);
  return {
    get: async (...args) => (await store()).get(...args),
    claim: async (...args) => (await store()).claim(...args),
    renew: async (...args) => (await store()).renew(...args),
    put: async (...args) => (await store()).put(...args),
    fail: async (...args) => (await store()).fail(...args),
    ping: async (...args) => (await store()).ping(...args),
    close: () => undefined,
  };
}
