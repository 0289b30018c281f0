import type { Contender } from '../contender.ts';
import { connectRedis, IOREDIS_SETTINGS } from './shared-redis.ts';

/** A careful implementation without a library: read-through with timeouts, where a failed GET is a miss. */
export const contender: Contender = {
  settings: `without a library: GET and JSON.parse; on a miss or a failed GET, load and SET PX; ${IOREDIS_SETTINGS}`,
  open: async ({ redisUrl, ttlSeconds }) => {
    const redis = await connectRedis(redisUrl);
    return {
      get: async ({ key, load }) => {
        const text = await redis.get(key).catch(() => null);
        if (text !== null) return JSON.parse(text);
        const value = await load();
        await redis.set(key, JSON.stringify(value), 'PX', ttlSeconds * 1000).catch(() => undefined);
        return value;
      },
    };
  },
};
