import type { Redis } from 'ioredis';

/** Shorter strings are leases and the like. */
const LEAST_BYTES = 256;

/** One value that a contender keeps in Redis. */
export interface StoredValue {
  readonly bytes: number;
  /** What Redis needs for it, key and all. */
  readonly memoryBytes: number;
  /** When it is removed, in milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** Every string of a Redis that is big enough to be a stored listing. */
export async function storedValues(redis: Redis): Promise<StoredValue[]> {
  const values: StoredValue[] = [];
  for (const key of await redis.keys('*')) {
    if ((await redis.type(key)) !== 'string') continue;
    const bytes = await redis.strlen(key);
    if (bytes < LEAST_BYTES) continue;
    const memoryBytes = Number(await redis.memory('USAGE', key, 'SAMPLES', 0));
    values.push({ bytes, memoryBytes, expiresAtMs: Number(await redis.pexpiretime(key)) });
  }
  return values;
}
