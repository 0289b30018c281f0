import { readFile } from 'node:fs/promises';
import type { Plugin } from 'rolldown';

/**
 * The commands that are sent by lambda/redis (its type RedisClient and its scripts), and by ioredis itself to connect
 * and to follow changes of a cluster.
 */
const USED_COMMANDS = new Set([
  ...['mget', 'ping', 'eval', 'evalsha'],
  ...['hello', 'auth', 'select', 'client', 'info', 'readonly', 'cluster', 'asking', 'quit'],
  // Never sent, but ioredis wraps their methods when it is loaded.
  ...['multi', 'exec'],
]);

/**
 * Removes unused commands from ioredis' command table. ioredis creates four methods for each command when it is
 * loaded; for all 400 commands, that was the slowest step of a cold start that ends in a hit.
 */
export const redisCommands: Plugin = {
  name: 'redis-commands',
  load: {
    filter: { id: /@ioredis[\\/]commands[\\/]built[\\/]commands\.json$/ },
    handler: async (path) => {
      const commands: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'));
      const used = Object.entries(commands).filter(([name]) => USED_COMMANDS.has(name));
      return { code: JSON.stringify(Object.fromEntries(used)), moduleType: 'json' };
    },
  },
};
