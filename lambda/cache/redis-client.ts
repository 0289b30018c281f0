import { Cluster, Redis } from 'ioredis';
import type { RedisConfig } from '../redis-config.ts';

/** Which Redis, and how it is spoken to: a socket that is silent for `timeoutMs` while a reply is due is destroyed. */
export interface RedisClientOptions extends Omit<RedisConfig, 'password'> {
  /** Asked for the password at every connection that is made. */
  password: () => string | undefined;
}

const RECONNECT_FIRST_MS = 50;
const RECONNECT_MOST_MS = 1000;
/** Both are at least as long as an operation may take: where that is long, so is connecting. */
const CONNECT_TIMEOUT_MS = 1000;
/** Asking for the slots connects anew, which over TLS and between zones takes its time. */
const SLOTS_TIMEOUT_MS = 3000;

/**
 * A client that has not connected yet, made for a container that is frozen between requests: after a thaw the
 * other end may be gone without a word, so silence destroys the socket, where a command's own time-out would
 * leave it in place. It reconnects by itself.
 */
export function createRedisClient(options: RedisClientOptions): Redis | Cluster {
  const { host, port, db, isTls, isCluster, username, timeoutMs } = options;
  const shared = {
    connectTimeout: Math.max(CONNECT_TIMEOUT_MS, timeoutMs),
    socketTimeout: timeoutMs,
    // A command that cannot be sent or answered now is useless later: the request has gone on without it.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // Two round trips fewer before the first MGET.
    enableReadyCheck: false,
    disableClientInfo: true,
    ...(username !== undefined && { username }),
    ...(isTls && { tls: {} }),
  };
  if (!isCluster) {
    const redis = new Redis({
      ...shared,
      host,
      port,
      db,
      lazyConnect: true,
      enableOfflineQueue: false,
      retryStrategy: reconnectDelayMs,
      // The primary was replaced, and this connection leads to what is a replica now: connect anew, then resend.
      reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
    });
    askAtConnect(redis, options.password);
    return redis;
  }
  const cluster = new Cluster([{ host, port }], {
    lazyConnect: true,
    enableReadyCheck: false,
    // The client would go on trying long after the request has gone on, and a write would come too late.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    // Once and at once, or the next command would ask any node where to go, whose socket may be dead as well. A node
    // that cannot be reached again is forgotten, so that the others are asked who has taken over.
    clusterNodeRetryStrategy: (attempt) => (attempt === 1 ? 0 : null),
    slotsRefreshTimeout: Math.max(SLOTS_TIMEOUT_MS, timeoutMs),
    clusterRetryStrategy: reconnectDelayMs,
    // Certificates are for names, so nodes are connected to by name.
    dnsLookup: (address, callback) => callback(null, address),
    redisOptions: shared,
  });
  cluster.on('+node', (node: Redis) => askAtConnect(node, options.password));
  return cluster;
}

function reconnectDelayMs(attempt: number): number {
  return Math.min(RECONNECT_FIRST_MS * 2 ** (attempt - 1), RECONNECT_MOST_MS);
}

/** The client reads this option at every connection: a getter gives each one the password of its moment. */
function askAtConnect(redis: Redis, password: () => string | undefined): void {
  Object.defineProperty(redis.options, 'password', { get: password, enumerable: true, configurable: true });
}
