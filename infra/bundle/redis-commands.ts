import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

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
  setup: ({ onLoad }) => {
    onLoad({ filter: /@ioredis\/commands\/built\/commands\.json$/ }, async ({ path }) => {
      const commands: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'));
      const used = Object.entries(commands).filter(([name]) => USED_COMMANDS.has(name));
      return { contents: JSON.stringify(Object.fromEntries(used)), loader: 'json' };
    });
  },
};
