import type { CacheStore } from '../../lambda/cache/store.ts';
import { EnvReader } from '../../lambda/env-reader.ts';
import { createRedisClient } from '../../lambda/redis/client.ts';
import { createRedisCommands, type RedisCommands } from '../../lambda/redis/commands.ts';
import { openRedisConnection, type RedisConnection } from '../../lambda/redis/connection.ts';
import { createRedisPassword } from '../../lambda/redis/password.ts';
import { createRedisStore } from '../../lambda/redis/store.ts';
import { readRedis } from '../../lambda/redis-config.ts';
import { systemClock } from '../../lambda/runtime/clock.ts';

/** A store on Redis, made from its variables as in production, with its commands and connection. */
export function openRedisStore(env: Record<string, string>): {
  store: CacheStore;
  redis: RedisCommands;
  connection: RedisConnection;
} {
  const config = readRedis(new EnvReader(env));
  if (config === undefined) throw new Error('REDIS_URL is not set or wrong');
  const password = createRedisPassword(config.password, Date.now);
  const client = createRedisClient({ ...config, password: password.current });
  const connection = openRedisConnection(client, password);
  const redis = createRedisCommands(connection, config.timeoutMs, systemClock);
  return { store: createRedisStore(redis), redis, connection };
}
