import type { Clock } from '../clock.ts';
import type { RedisConfig } from '../redis-config.ts';
import { createRedisClient } from './redis-client.ts';
import { createRedisCommands, type RedisCommands } from './redis-commands.ts';
import { openRedisConnection } from './redis-connection.ts';
import { createRedisPassword } from './redis-password.ts';

/** The Redis of a configuration; it is being connected when this returns. */
export function openRedis(config: RedisConfig, clock: Clock): RedisCommands {
  const password = createRedisPassword(config.password, clock);
  const client = createRedisClient({ ...config, password: password.current });
  return createRedisCommands(openRedisConnection(client, password), config.timeoutMs, clock);
}
