import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import type { Contender } from '../contender.ts';
import { connectRedis, IOREDIS_SETTINGS } from './shared-redis.ts';

/** https://bentocache.dev, with Redis as its only layer: a memory layer would not be shared. */
export const contender: Contender = {
  settings: `getOrSet, second layer only, grace, suppressL2Errors, l2CircuitBreakerDuration 1s; ${IOREDIS_SETTINGS}`,
  open: async ({ redisUrl, ttlSeconds, staleSeconds }) => {
    const connection = await connectRedis(redisUrl);
    const cache = new BentoCache({
      default: 'redis',
      suppressL2Errors: true,
      l2CircuitBreakerDuration: '1s',
      ttl: ttlSeconds * 1000,
      grace: staleSeconds > 0 ? staleSeconds * 1000 : false,
      stores: { redis: bentostore().useL2Layer(redisDriver({ connection })) },
    });
    return { ask: ({ key, load }) => cache.getOrSet({ key, factory: load }) };
  },
};
