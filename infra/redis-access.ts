/** The port on which ElastiCache is reached; the one that serverless caches are fixed to. */
export const REDIS_PORT = 6379;

/** What every key of this product begins with. */
export const KEY_PREFIX = 'dataaction:';

/**
 * The commands that the function uses. AUTH and HELLO are missing on purpose: Redis allows them to everyone
 * (they are flagged `no_auth`), before a user is known.
 */
export const COMMANDS = {
  standalone: [
    // Entries with their markers, and the health check.
    ...['mget', 'ping'],
    // The scripts (lambda/cache/redis-scripts.ts), and what they call: leases and failures, then the rate limit.
    ...['eval', 'evalsha', 'get', 'getrange', 'set', 'del', 'pttl', 'pexpire'],
    ...['time', 'zadd', 'zcard', 'zrange', 'zremrangebyscore'],
  ],
  /** How a cluster client learns which node has which slot, greets a replica, and follows a slot that is moving. */
  cluster: ['cluster|slots', 'readonly', 'asking'],
} as const;

/**
 * The ACL rules of the function's user, for example `on ~dataaction:* resetchannels -@all +get +set`: its own
 * keys, no channels, and no command but those in {@link COMMANDS}. A script can do no more than its caller.
 */
export function accessString(mode: 'standalone' | 'cluster'): string {
  const commands = mode === 'cluster' ? [...COMMANDS.standalone, ...COMMANDS.cluster] : COMMANDS.standalone;
  return ['on', `~${KEY_PREFIX}*`, 'resetchannels', '-@all', ...commands.map((name) => `+${name}`)].join(' ');
}

/** The ACL rules of the user `default`, which anyone without a password would be: nothing at all. */
export const NO_ACCESS = 'off -@all';
