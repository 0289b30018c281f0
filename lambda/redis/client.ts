import { Cluster, Redis } from 'ioredis';
import type { RedisConfig } from '../config/redis.ts';
import { type Backoff, backoffMs } from '../runtime/backoff.ts';

/** Which Redis to connect to. A socket that is silent for `timeoutMs` while a reply is due is destroyed. */
interface RedisClientOptions extends Omit<RedisConfig, 'password'> {
  /** Called for the password of every new connection. */
  password: () => string | undefined;
}

const RECONNECT: Backoff = { firstMs: 50, maxMs: 1000, jitter: 0 };
/** These two are never shorter than the timeout of one operation. */
const CONNECT_TIMEOUT_MS = 1000;
/** Reading the slots opens a new connection, which takes longer over TLS and between availability zones. */
const SLOTS_TIMEOUT_MS = 3000;

/**
 * A client that has not connected yet, for a container that Lambda freezes between requests. After a thaw the other
 * end may have gone without closing the socket, so silence destroys the socket; ioredis' own command timeout would
 * leave it open. The client reconnects by itself.
 */
export function createRedisClient(options: RedisClientOptions): Redis | Cluster {
  const { host, port, db, isTls, isCluster, username, timeoutMs } = options;
  const shared = {
    connectTimeout: Math.max(CONNECT_TIMEOUT_MS, timeoutMs),
    socketTimeout: timeoutMs,
    // A command that cannot be sent or answered now is useless later: the request has gone on without it.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // Saves two round trips before the first MGET.
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
      // READONLY: a failover has made this node a replica. 2 means reconnect and send the command again.
      reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
    });
    readPasswordAtConnect(redis, options.password);
    return redis;
  }
  const cluster = new Cluster([{ host, port }], {
    lazyConnect: true,
    enableReadyCheck: false,
    // By default the client would retry long after the request has gone on, and a write would come too late.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    // One retry, at once: otherwise the next command would ask a random node for the slots, and its socket may be dead
    // too. A node that cannot be reached again is dropped, so that the others are asked which node has taken over.
    clusterNodeRetryStrategy: (attempt) => (attempt === 1 ? 0 : null),
    slotsRefreshTimeout: Math.max(SLOTS_TIMEOUT_MS, timeoutMs),
    clusterRetryStrategy: reconnectDelayMs,
    // TLS certificates name hosts, so nodes are connected to by name.
    dnsLookup: (address, callback) => callback(null, address),
    redisOptions: shared,
  });
  cluster.on('+node', (node: Redis) => readPasswordAtConnect(node, options.password));
  return cluster;
}

function reconnectDelayMs(attempt: number): number {
  return backoffMs(RECONNECT, attempt, 0);
}

/** ioredis reads this option at every connection: a getter gives each connection the password of its moment. */
function readPasswordAtConnect(redis: Redis, password: () => string | undefined): void {
  Object.defineProperty(redis.options, 'password', { get: password, enumerable: true, configurable: true });
}
