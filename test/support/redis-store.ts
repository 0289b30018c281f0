import { createRedisClient } from '../../lambda/cache/redis-client.ts';
import { createRedisCommands, type RedisCommands } from '../../lambda/cache/redis-commands.ts';
import { openRedisConnection, type RedisConnection } from '../../lambda/cache/redis-connection.ts';
import { createRedisPassword } from '../../lambda/cache/redis-password.ts';
import { createRedisStore } from '../../lambda/cache/redis-store.ts';
import type { CacheStore } from '../../lambda/cache/store.ts';
import { systemClock } from '../../lambda/clock.ts';
import { readRedis } from '../../lambda/config/redis.ts';
import { SettingsReader } from '../../lambda/config/settings-reader.ts';

/** A store on Redis as production makes it from its variables, and what is under it. */
export function openRedisStore(env: Record<string, string>): {
  store: CacheStore;
  redis: RedisCommands;
  connection: RedisConnection;
} {
  const config = readRedis(new SettingsReader(env));
  if (config === undefined) throw new Error('REDIS_URL is not set or wrong');
  const password = createRedisPassword(config.password, Date.now);
  const client = createRedisClient({ ...config, password: password.current });
  const connection = openRedisConnection(client, password);
  const redis = createRedisCommands(connection, config.timeoutMs, systemClock);
  return { store: createRedisStore(redis), redis, connection };
}
