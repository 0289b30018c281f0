import { Redis } from 'ioredis';
import { REDIS_TIMEOUT_MS } from '../contender.ts';

/** How the client of every contender on ioredis is set, for its `settings`. */
export const IOREDIS_SETTINGS = `ioredis 6 with commandTimeout ${REDIS_TIMEOUT_MS}, maxRetriesPerRequest 1`;

/** A connected ioredis client with the time-outs that its documentation has for it. */
export async function connectRedis(url: string): Promise<Redis> {
  const redis = new Redis(url, {
    commandTimeout: REDIS_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    lazyConnect: true,
  });
  // Without a listener every failed reconnection would be printed.
  redis.on('error', () => undefined);
  await redis.connect();
  return redis;
}
