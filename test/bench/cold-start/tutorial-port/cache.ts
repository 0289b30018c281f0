import type { Logger } from '@aws-lambda-powertools/logger';
import { Redis } from 'ioredis';

const TTL_SECONDS = 300;
const redis = new Redis(process.env.REDIS_URL ?? 'redis://localhost:6379');
redis.on('error', () => undefined);

/** The cached value; undefined if there is none or Redis is down. */
export async function read(key: string, logger: Logger): Promise<unknown> {
  try {
    const text = await redis.get(key);
    return text === null ? undefined : JSON.parse(text);
  } catch (error) {
    logger.warn('cannot read from Redis', { error });
    return undefined;
  }
}

/** Caches a value. Does nothing if Redis is down. */
export async function write(key: string, data: unknown, logger: Logger): Promise<void> {
  try {
    await redis.set(key, JSON.stringify(data), 'EX', TTL_SECONDS);
  } catch (error) {
    logger.warn('cannot write to Redis', { error });
  }
}

/** Whether Redis replies to PING. */
export async function isRedisUp(): Promise<boolean> {
  return redis.ping().then(
    () => true,
    () => false,
  );
}
