import type { CacheStore } from '../../lambda/cache/store.ts';
import { readRedis } from '../../lambda/config/redis.ts';
import { SettingsReader } from '../../lambda/config/settings-reader.ts';
import { createRedisClient, openRedisConnection, type RedisConnection } from '../../lambda/redis/client.ts';
import { createRedisCommands, type RedisCommands } from '../../lambda/redis/commands.ts';
import { createRedisPassword } from '../../lambda/redis/password.ts';
import { createRedisStore } from '../../lambda/redis/store.ts';
import { createMovableClock, type MovableClock } from './movable-clock.ts';

/** The timeout of an operation on the test's clock. The client's own timeouts use real time. */
export const LONG_REDIS_TIMEOUT_MS = 60_000;

/** A Redis store, composed from variables as in Lambda, and its parts. */
export interface OpenRedisStore {
  store: CacheStore;
  redis: RedisCommands;
  connection: RedisConnection;
  clock: MovableClock;
}

/** Opens a store whose operations time out on the test's clock, after `timeoutMs`. */
export function openRedisStore(
  env: Record<string, string>,
  timeoutMs = LONG_REDIS_TIMEOUT_MS,
): OpenRedisStore {
  const read = readRedis(new SettingsReader(env));
  if (read === undefined) throw new Error('REDIS_URL is not set or wrong');
  const config = { ...read, timeoutMs };
  const clock = createMovableClock();
  const password = createRedisPassword(config.password, clock);
  const client = createRedisClient({ ...config, password: password.current });
  const connection = openRedisConnection(client, password);
  const redis = createRedisCommands(connection, config.timeoutMs, clock);
  return { store: createRedisStore(redis), redis, connection, clock };
}
