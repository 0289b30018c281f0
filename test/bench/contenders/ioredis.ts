import type { Contender } from '../contender.ts';
import { connectRedis, IOREDIS_SETTINGS } from './shared-redis.ts';

/** What one would write by hand, with the time-outs that it needs: GET and JSON.parse; on a miss load, JSON.stringify and SET with a TTL. */
export const contender: Contender = {
  settings: `by hand, with time-outs: GET and JSON.parse, else load and SET PX; ${IOREDIS_SETTINGS}; a failed GET is a miss`,
  open: async ({ redisUrl, ttlSeconds }) => {
    const redis = await connectRedis(redisUrl);
    return {
      ask: async ({ key, load }) => {
        const text = await redis.get(key).catch(() => null);
        if (text !== null) return JSON.parse(text);
        const value = await load();
        await redis.set(key, JSON.stringify(value), 'PX', ttlSeconds * 1000).catch(() => undefined);
        return value;
      },
    };
  },
};
