import { Cacheable } from 'cacheable';
import type { Contender } from '../contender.ts';
import { connectKeyv, KEYV_SETTINGS } from './shared-keyv.ts';

/** The same with a memory layer before Redis, which is then told of things in the background. */
export const contender: Contender = {
  settings: `getOrSet, memory as the primary store and Redis as the secondary one, nonBlocking; ${KEYV_SETTINGS}`,
  open: async ({ redisUrl, ttlSeconds }) => {
    const secondary = await connectKeyv(redisUrl);
    const cache = new Cacheable({ secondary, nonBlocking: true, ttl: ttlSeconds * 1000 });
    cache.on('error', () => undefined);
    return { ask: ({ key, load }) => cache.getOrSet(key, load, { throwErrors: 'function' }) };
  },
};
