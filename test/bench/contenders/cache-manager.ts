import { createCache } from 'cache-manager';
import type { Contender } from '../contender.ts';
import { connectKeyv, KEYV_SETTINGS } from './shared-keyv.ts';

const REFRESH_SHARE = 0.1;

/** https://cacheable.org/docs/cache-manager, refreshing in the background in the last tenth of the TTL. */
export const contender: Contender = {
  settings: `wrap, refreshThreshold a tenth of the TTL; ${KEYV_SETTINGS}`,
  open: async ({ redisUrl, ttlSeconds }) => {
    const ttl = ttlSeconds * 1000;
    const stores = [await connectKeyv(redisUrl)];
    const cache = createCache({ stores, ttl, refreshThreshold: ttl * REFRESH_SHARE });
    return { ask: ({ key, load }) => cache.wrap(key, load) };
  },
};
