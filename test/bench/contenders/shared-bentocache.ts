import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import type { Redis } from 'ioredis';
import type { Cache, ContenderOptions } from '../contender.ts';
import { connectRedis, IOREDIS_SETTINGS } from './shared-redis.ts';

type Store = ReturnType<typeof bentostore>;

/** After it a stale value answers, and the call goes on. */
const SOFT_TIMEOUT = '1s';

/** How every contender on bentocache is set, for its `settings`. */
export function bentoSettings(layers: string): string {
  return `getOrSet, ${layers}, grace, timeout ${SOFT_TIMEOUT} (a soft one: without it a failure is not backed off from, while there is a stale value), suppressL2Errors, l2CircuitBreakerDuration 1s; ${IOREDIS_SETTINGS}`;
}

/** A bentocache on Redis, with whatever else its store is given. */
export async function bentoCacheOn(
  { redisUrl, ttlSeconds, staleSeconds }: ContenderOptions,
  complete: (store: Store, connection: Redis) => Store,
): Promise<Cache> {
  const connection = await connectRedis(redisUrl);
  const store = bentostore().useL2Layer(redisDriver({ connection }));
  const cache = new BentoCache({
    default: 'redis',
    suppressL2Errors: true,
    l2CircuitBreakerDuration: '1s',
    ttl: ttlSeconds * 1000,
    timeout: SOFT_TIMEOUT,
    grace: staleSeconds > 0 ? staleSeconds * 1000 : false,
    stores: { redis: complete(store, connection) },
  });
  return { ask: ({ key, load }) => cache.getOrSet({ key, factory: load }) };
}
