import type { RedisConfig } from '../redis-config.ts';
import type { Clock } from '../runtime/clock.ts';
import { createRedisClient } from './client.ts';
import { createRedisCommands, type RedisCommands } from './commands.ts';
import { openRedisConnection } from './connection.ts';
import { createRedisPassword } from './password.ts';

/** The Redis of a configuration; it is being connected when this returns. */
export function openRedis(config: RedisConfig, clock: Clock): RedisCommands {
  const password = createRedisPassword(config.password, clock.epochMs);
  const client = createRedisClient({ ...config, password: password.current });
  return createRedisCommands(openRedisConnection(client, password), config.timeoutMs, clock);
}
