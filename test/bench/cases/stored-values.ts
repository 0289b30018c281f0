import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';

/** Shorter strings are leases and the like. */
const LEAST_BYTES = 256;
const PATIENCE_MS = 2000;
const POLL_MS = 10;

/** One value that a contender keeps in Redis. */
export interface StoredValue {
  readonly bytes: number;
  /** What Redis needs for it, key and all. */
  readonly memoryBytes: number;
  /** When it is removed, in milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/**
 * Every string of a Redis that is big enough to be a stored listing, once there are `count` of them: some libraries
 * store after they have answered. Rejects when there are more, or too few after {@link PATIENCE_MS}.
 */
export async function storedValues(redis: Redis, count: number): Promise<StoredValue[]> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const values = await readValues(redis);
    if (values.length === count) return values;
    if (values.length > count || performance.now() > untilMs)
      throw new Error(`${values.length} values are stored, not ${count}`);
    await sleep(POLL_MS);
  }
}

async function readValues(redis: Redis): Promise<StoredValue[]> {
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
