import { Cacheable } from 'cacheable';
import type { Contender } from '../contender.ts';
import { connectKeyv, KEYV_SETTINGS } from './shared-keyv.ts';

/** https://cacheable.org, with Redis as its primary store: a memory layer would not be shared. */
export const contender: Contender = {
  settings: `getOrSet, Redis as the primary store (its non-blocking mode needs a memory layer before that); ${KEYV_SETTINGS}`,
  open: async ({ redisUrl, ttlSeconds }) => {
    const cache = new Cacheable({ primary: await connectKeyv(redisUrl), ttl: ttlSeconds * 1000 });
    cache.on('error', () => undefined);
    return { ask: ({ key, load }) => cache.getOrSet(key, load, { throwErrors: 'function' }) };
  },
};
