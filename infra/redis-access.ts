/** The port of ElastiCache. Serverless caches have no other. */
export const REDIS_PORT = 6379;

/**
 * The commands that the functions use. AUTH and HELLO need no permission: they are flagged `no_auth`, so Redis allows
 * them before login.
 */
const COMMANDS = {
  dataActions: [
    // Reading entries with their tags, and the health check.
    ...['mget', 'ping'],
    // The scripts (lambda/redis/scripts.ts) and the commands in them: leases and failures, then the rate limit.
    ...['eval', 'evalsha', 'get', 'getrange', 'set', 'del', 'pttl', 'pexpire'],
    ...['time', 'zadd', 'zcard', 'zrange', 'zremrangebyscore'],
  ],
  /** The script that writes tags, and the commands in it. */
  invalidation: ['eval', 'evalsha', 'time', 'set'],
  /** For cluster clients: reading the slot map, connecting to a replica, and following a slot that is migrating. */
  cluster: ['cluster|slots', 'readonly', 'asking'],
} as const;

/** The function that a Redis user belongs to. */
export type CacheUser = 'dataActions' | 'invalidation';

const PERMISSIONS: Readonly<Record<CacheUser, { keys: string; commands: readonly string[] }>> = {
  dataActions: { keys: 'dataaction:*', commands: COMMANDS.dataActions },
  invalidation: { keys: 'dataaction:invalidated:*', commands: COMMANDS.invalidation },
};

/**
 * The ACL rules of a user, for example `on ~dataaction:* resetchannels -@all +mget +set`: its keys, its
 * {@link COMMANDS} and no channels. Scripts run with the permissions of the user that calls them.
 */
export function accessString(user: CacheUser, mode: 'standalone' | 'cluster'): string {
  const { keys, commands } = PERMISSIONS[user];
  const all = mode === 'cluster' ? [...commands, ...COMMANDS.cluster] : commands;
  return ['on', `~${keys}`, 'resetchannels', '-@all', ...all.map((name) => `+${name}`)].join(' ');
}

/** The ACL rules of the user `default`, which every connection has before login: disabled, without any command. */
export const NO_ACCESS = 'off -@all';
