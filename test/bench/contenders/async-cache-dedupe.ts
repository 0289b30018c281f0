import { createCache } from 'async-cache-dedupe';
import type { Contender, Question } from '../contender.ts';
import { connectRedis, IOREDIS_SETTINGS } from './shared-redis.ts';

/** https://github.com/mcollina/async-cache-dedupe, with its Redis storage. */
export const contender: Contender = {
  settings: `ttl and stale (which asks for the rest of the TTL: a second command for each hit), Redis storage without invalidation; ${IOREDIS_SETTINGS}`,
  open: async ({ redisUrl, ttlSeconds, staleSeconds }) => {
    const client = await connectRedis(redisUrl);
    const cache = createCache({
      ttl: ttlSeconds,
      stale: staleSeconds,
      storage: { type: 'redis', options: { client } },
    }).define(
      'ask',
      { serialize: ({ key }: Question) => key },
      async ({ load }: Question): Promise<unknown> => load(),
    );
    return { ask: (question) => cache.ask(question) };
  },
};
