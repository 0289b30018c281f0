import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * What is sent: by lambda/redis (its type RedisClient, and scripts), and by ioredis itself while it connects or
 * follows a cluster.
 */
const SENT = new Set([
  ...['mget', 'ping', 'eval', 'evalsha'],
  ...['hello', 'auth', 'select', 'client', 'info', 'readonly', 'cluster', 'asking', 'quit'],
  // Their methods are wrapped when ioredis is loaded.
  ...['multi', 'exec'],
]);

/**
 * Leaves in ioredis' table of Redis commands those that the function sends. For each command in it the client
 * makes four methods when it is loaded: with all 400 that took longer than anything else on the way to a hit.
 */
export const redisCommands: Plugin = {
  name: 'redis-commands',
  setup: ({ onLoad }) => {
    onLoad({ filter: /@ioredis\/commands\/built\/commands\.json$/ }, async ({ path }) => {
      const commands: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'));
      const sent = Object.entries(commands).filter(([name]) => SENT.has(name));
      return { contents: JSON.stringify(Object.fromEntries(sent)), loader: 'json' };
    });
  },
};
