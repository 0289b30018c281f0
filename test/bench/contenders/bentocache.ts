import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis';
import type { Contender } from '../contender.ts';
import { connectRedis, IOREDIS_SETTINGS } from './shared-redis.ts';

/** Without a soft timeout bentocache does not back off from a failing load while it has an entry in grace. */
const SOFT_TIMEOUT = '1s';

/** https://bentocache.dev with its memory layer, Redis, and the bus that tells other processes of changes. */
export const contender: Contender = {
  settings: `getOrSet, memory layer, Redis layer and Redis bus (serialized in memory, too, its default: with serialize: false, 1.6.1 throws a TypeError for an entry in grace); grace, timeout ${SOFT_TIMEOUT}, suppressL2Errors, l2CircuitBreakerDuration 1s; ${IOREDIS_SETTINGS}`,
  open: async ({ redisUrl, ttlSeconds, staleSeconds }) => {
    const connection = await connectRedis(redisUrl);
    const cache = new BentoCache({
      default: 'layered',
      suppressL2Errors: true,
      l2CircuitBreakerDuration: '1s',
      ttl: ttlSeconds * 1000,
      timeout: SOFT_TIMEOUT,
      grace: staleSeconds > 0 ? staleSeconds * 1000 : false,
      stores: {
        layered: bentostore()
          .useL1Layer(memoryDriver())
          .useL2Layer(redisDriver({ connection }))
          .useBus(redisBusDriver({ connection: connection.duplicate() })),
      },
    });
    return { get: ({ key, load }) => cache.getOrSet({ key, factory: load }) };
  },
};
