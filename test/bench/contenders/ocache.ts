import type { Redis } from 'ioredis';
import { defineCachedFunction, type StorageInterface } from 'ocache';
import type { Contender, Question } from '../contender.ts';
import { connectRedis, IOREDIS_SETTINGS } from './shared-redis.ts';

/** https://ocache.unjs.io, with a storage of the least kind it documents. */
export const contender: Contender = {
  settings: `defineCachedFunction, swr and staleMaxAge, JSON in Redis by a storage of get and set; ${IOREDIS_SETTINGS}`,
  open: async ({ redisUrl, ttlSeconds, staleSeconds }) => {
    const ask = defineCachedFunction(({ load }: Question) => load(), {
      name: 'ask',
      getKey: ({ key }) => key,
      maxAge: ttlSeconds,
      swr: staleSeconds > 0,
      staleMaxAge: staleSeconds,
      storage: storageOn(await connectRedis(redisUrl)),
    });
    return { ask };
  },
};

function storageOn(redis: Redis): StorageInterface {
  return {
    get: async (key) => {
      const text = await redis.get(key);
      return text === null ? null : JSON.parse(text);
    },
    set: async (key, value, { ttl } = {}) => {
      if (value === null || value === undefined) await redis.del(key);
      else if (ttl === undefined) await redis.set(key, JSON.stringify(value));
      else await redis.set(key, JSON.stringify(value), 'EX', Math.ceil(ttl));
    },
  };
}
