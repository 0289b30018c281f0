import type { StackConfig } from './config.ts';

/** The port that the functions connect to. */
export const REDIS_PORT = 6379;

/**
 * The ports that the functions must reach. A serverless cache lists its replicas on port 6380 in the slot map. Nothing is
 * read from them, but the client may request the next slot map there, and would wait for a timeout if the port were closed.
 */
export const CACHE_PORTS: Readonly<Record<StackConfig['mode'], readonly number[]>> = {
  'replication-group': [REDIS_PORT],
  serverless: [REDIS_PORT, 6380],
};

/**
 * What Redis evicts when it is full: the keys with a TTL, which are entries and their tags, least recently used first.
 * Serverless caches have no other policy. Leases, failures, the rate limit and the token have no TTL, because evicting
 * them would cost calls to Genesys.
 */
export const EVICTION_POLICY = 'volatile-lru';

/**
 * The commands that the functions use. AUTH and HELLO need no permission: they are flagged `no_auth`, so Redis allows
 * them before login.
 */
const COMMANDS = {
  dataActions: [
    // Reading entries with their tags, and the health check.
    ...['mget', 'ping'],
    // The scripts (lambda/redis/scripts.ts) and the commands in them: entries and tags, control fields, the rate limit.
    ...['eval', 'evalsha', 'get', 'getrange', 'set', 'pexpire', 'del', 'time'],
    ...['type', 'hget', 'hset', 'hdel', 'hrandfield'],
    ...['hlen', 'zadd', 'zcard', 'zrange', 'zscore', 'zremrangebyscore'],
  ],
  /** The script that replaces tags and the commands in it, and waiting for the replicas. */
  invalidation: ['eval', 'evalsha', 'set', 'info', 'wait'],
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
