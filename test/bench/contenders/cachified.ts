import { type Cache, cachified, totalTtl } from '@epic-web/cachified';
import type { Redis } from 'ioredis';
import type { Contender } from '../contender.ts';
import { connectRedis, IOREDIS_SETTINGS } from './shared-redis.ts';

/** https://github.com/epicweb-dev/cachified with an adapter for ioredis, modelled on its own for node-redis. */
export const contender: Contender = {
  settings: `ttl and staleWhileRevalidate, JSON in Redis through an adapter that ignores a failed DEL; ${IOREDIS_SETTINGS}`,
  open: async ({ redisUrl, ttlSeconds, staleSeconds }) => {
    const cache = adapterFor(await connectRedis(redisUrl));
    const lifetimes = { ttl: ttlSeconds * 1000, staleWhileRevalidate: staleSeconds * 1000 };
    return { get: ({ key, load }) => cachified({ cache, key, ...lifetimes, getFreshValue: load }) };
  },
};

function adapterFor(redis: Redis): Cache {
  return {
    get: async (key) => {
      const text = await redis.get(key);
      return text === null ? null : JSON.parse(text);
    },
    set: (key, entry) => redis.set(key, JSON.stringify(entry), 'PX', Math.ceil(totalTtl(entry.metadata))),
    delete: (key) => redis.del(key).catch(() => undefined),
  };
}
