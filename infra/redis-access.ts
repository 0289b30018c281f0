/** The port on which ElastiCache is reached; the one that serverless caches are fixed to. */
export const REDIS_PORT = 6379;

/**
 * The commands that the functions use. AUTH and HELLO are missing on purpose: Redis allows them to everyone
 * (they are flagged `no_auth`), before a user is known.
 */
const COMMANDS = {
  dataActions: [
    // Entries with their markers, and the health check.
    ...['mget', 'ping'],
    // The scripts (lambda/redis/scripts.ts), and what they call: leases and failures, then the rate limit.
    ...['eval', 'evalsha', 'get', 'getrange', 'set', 'del', 'pttl', 'pexpire'],
    ...['time', 'zadd', 'zcard', 'zrange', 'zremrangebyscore'],
  ],
  /** The script that sets markers, and what it calls. */
  invalidation: ['eval', 'evalsha', 'time', 'set'],
  /** How a cluster client learns which node has which slot, greets a replica, and follows a slot that is moving. */
  cluster: ['cluster|slots', 'readonly', 'asking'],
} as const;

/** Which function uses the cache: the one that answers, or the one that sets markers of changes and does nothing else. */
export type CacheUser = 'dataActions' | 'invalidation';

const RIGHTS: Readonly<Record<CacheUser, { keys: string; commands: readonly string[] }>> = {
  dataActions: { keys: 'dataaction:*', commands: COMMANDS.dataActions },
  invalidation: { keys: 'dataaction:invalidated:*', commands: COMMANDS.invalidation },
};

/**
 * The ACL rules of a user, for example `on ~dataaction:* resetchannels -@all +mget +set`: its own keys, no channels,
 * and no command but those in {@link COMMANDS}. A script can do no more than its caller.
 */
export function accessString(user: CacheUser, mode: 'standalone' | 'cluster'): string {
  const { keys, commands } = RIGHTS[user];
  const all = mode === 'cluster' ? [...commands, ...COMMANDS.cluster] : commands;
  return ['on', `~${keys}`, 'resetchannels', '-@all', ...all.map((name) => `+${name}`)].join(' ');
}

/** The ACL rules of the user `default`, which anyone without a password would be: nothing at all. */
export const NO_ACCESS = 'off -@all';
