import { Redis } from 'ioredis';
import type { Contender } from '../contender.ts';

/** A port of the read-through that tutorials on caching data actions show. */
export const contender: Contender = {
  settings:
    'GET and JSON.parse; on a miss, load and SET EX; the response as JSON text; ioredis 6 with its defaults',
  open: async ({ redisUrl, ttlSeconds }) => {
    const redis = new Redis(redisUrl);
    redis.on('error', () => undefined);
    return {
      get: async ({ key, load }) => {
        const cached = await redis.get(key);
        if (cached !== null) return { statusCode: 200, body: JSON.stringify(JSON.parse(cached)) };
        const value = await load();
        await redis.set(key, JSON.stringify(value), 'EX', ttlSeconds);
        return { statusCode: 200, body: JSON.stringify(value) };
      },
    };
  },
};
