import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import type { Contender } from '../contender.ts';
import { connectRedis, IOREDIS_SETTINGS } from './shared-redis.ts';

/** After it a stale value answers, and the call goes on. */
const SOFT_TIMEOUT = '1s';

/** https://bentocache.dev, with Redis as its only layer: a memory layer would not be shared. */
export const contender: Contender = {
  settings: `getOrSet, second layer only, grace, timeout ${SOFT_TIMEOUT} (a soft one: without it a failure is not backed off from, while there is a stale value), suppressL2Errors, l2CircuitBreakerDuration 1s; ${IOREDIS_SETTINGS}`,
  open: async ({ redisUrl, ttlSeconds, staleSeconds }) => {
    const connection = await connectRedis(redisUrl);
    const cache = new BentoCache({
      default: 'redis',
      suppressL2Errors: true,
      l2CircuitBreakerDuration: '1s',
      ttl: ttlSeconds * 1000,
      timeout: SOFT_TIMEOUT,
      grace: staleSeconds > 0 ? staleSeconds * 1000 : false,
      stores: { redis: bentostore().useL2Layer(redisDriver({ connection })) },
    });
    return { ask: ({ key, load }) => cache.getOrSet({ key, factory: load }) };
  },
};
