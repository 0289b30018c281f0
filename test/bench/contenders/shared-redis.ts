import { Redis } from 'ioredis';
import { REDIS_TIMEOUT_MS } from '../contender.ts';

/** The configuration of the contenders' ioredis client, for their `settings`. */
export const IOREDIS_SETTINGS = `ioredis 6 with commandTimeout ${REDIS_TIMEOUT_MS} and maxRetriesPerRequest 1`;

/** A connected ioredis client with the timeouts that its documentation recommends. */
export async function connectRedis(url: string): Promise<Redis> {
  const redis = new Redis(url, {
    commandTimeout: REDIS_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
  });
  // Without a listener ioredis prints every failed reconnection.
  redis.on('error', () => undefined);
  // connect() would reject after a slow first attempt although the client continues to try.
  await new Promise<void>((resolve) => redis.once('ready', resolve));
  return redis;
}
