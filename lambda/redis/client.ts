import { Cluster, Redis } from 'ioredis';
import type { RedisConfig } from '../config/redis.ts';
import { type Backoff, backoffMs } from '../runtime/backoff.ts';
import { abortable } from '../runtime/deadline.ts';
import type { RedisPassword } from './password.ts';

/** Which Redis to connect to. If a reply takes longer than half of `timeoutMs`, the socket is destroyed. */
interface RedisClientOptions extends Omit<RedisConfig, 'password'> {
  /** Called for the password of every new connection. */
  password: () => string | undefined;
}

/** After a freeze the socket may be dead. The rest of the timeout is for connecting and sending the command again. */
const REPLY_SHARE = 0.5;
const RECONNECT: Backoff = { firstMs: 50, maxMs: 1000, jitter: 0 };
/** This and the next timeout are at least as long as the timeout of one operation. */
const CONNECT_TIMEOUT_MS = 1000;
/** Reading the slots opens a new connection, which takes longer over TLS and between availability zones. */
const SLOTS_TIMEOUT_MS = 3000;

/**
 * Error replies about the connection, not the command. Only a new connection, which logs in again and may lead to another
 * node, can fix them.
 *
 * - READONLY, MASTERDOWN: a failover has made this node a replica.
 * - NOAUTH: this connection is not logged in, because ioredis treats the login reply "no password is set" as success.
 * - MOVED: this node of a cluster does not own the key. A cluster client follows the redirection by itself, and replaces
 *   the connection if it leads to the same node.
 *
 * LOADING, BUSY and CLUSTERDOWN are about the server and NOPERM is about the user: a new connection would get them too.
 */
const NODE_CURED = /^(READONLY|MASTERDOWN|NOAUTH)\b/;
const STANDALONE_CURED = /^(READONLY|MASTERDOWN|NOAUTH|MOVED)\b/;
/** For ioredis: reconnect, then send the command again. */
const SEND_AGAIN = 2;

/**
 * Creates a client, not connected yet, for a container that Lambda freezes between requests. After a freeze, the server
 * may be gone without having closed the socket. So a missing reply destroys the socket; ioredis' own command timeout would
 * leave it open. The client reconnects by itself.
 */
export function createRedisClient(options: RedisClientOptions): Redis | Cluster {
  const { host, port, db, isTls, isCluster, username, timeoutMs } = options;
  const shared = {
    connectTimeout: Math.max(CONNECT_TIMEOUT_MS, timeoutMs),
    socketTimeout: timeoutMs * REPLY_SHARE,
    // A command that fails now is useless later: the request has continued without Redis.
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
      reconnectOnError: (error) => (STANDALONE_CURED.test(error.message) ? SEND_AGAIN : false),
    });
    readPasswordAtConnect(redis, options.password);
    return redis;
  }
  const cluster = new Cluster([{ host, port }], {
    lazyConnect: true,
    enableReadyCheck: false,
    // By default the client would retry long after the request has continued, and a write would be too late.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    // One immediate retry: otherwise the next command would read the slots from a random node, whose socket may be dead
    // too. A node that stays unreachable is dropped, so that the client learns from the others which node replaces it.
    clusterNodeRetryStrategy: (attempt) => (attempt === 1 ? 0 : null),
    slotsRefreshTimeout: Math.max(SLOTS_TIMEOUT_MS, timeoutMs),
    clusterRetryStrategy: reconnectDelayMs,
    // ioredis makes a new connection for each MOVED to the same node, by default up to 16 for one command.
    maxRedirections: 5,
    // TLS certificates name hosts, so nodes are connected to by name.
    dnsLookup: (address, callback) => callback(null, address),
    redisOptions: {
      ...shared,
      reconnectOnError: (error) => (NODE_CURED.test(error.message) ? SEND_AGAIN : false),
    },
  });
  cluster.on('+node', (node: Redis) => readPasswordAtConnect(node, options.password));
  return cluster;
}

function reconnectDelayMs(attempt: number): number {
  return backoffMs(RECONNECT, attempt, 0);
}

/** ioredis reads this option at every connection, so a getter gives each new connection the current password. */
function readPasswordAtConnect(redis: Redis, password: () => string | undefined): void {
  Object.defineProperty(redis.options, 'password', { get: password, enumerable: true, configurable: true });
}

export interface RedisConnection {
  readonly client: Redis | Cluster;
  /** Whether commands can be sent now; true on a warm connection. */
  isReady(): boolean;
  /**
   * Resolves once commands can be sent. Rejects with the error if the current connection attempt is refused, and with the
   * signal's reason if the signal aborts first.
   */
  ready(signal: AbortSignal): Promise<void>;
}

/** Starts connecting at once, and tracks whether the connection is ready. */
export function openRedisConnection(client: Redis | Cluster, password: RedisPassword): RedisConnection {
  const waiting = new Set<(failure?: Error) => void>();
  let refusal: Error | undefined;
  let isStarting = false;

  function settleAll(failure?: Error): void {
    for (const settle of waiting) settle(failure);
  }

  async function connect(): Promise<void> {
    isStarting = true;
    try {
      await password.prepare();
      // The event listeners below handle the result.
      client.connect().catch(() => undefined);
    } catch (error) {
      settleAll(error instanceof Error ? error : new Error(String(error)));
    } finally {
      isStarting = false;
    }
  }

  client.on('error', (error: NodeJS.ErrnoException) => {
    const isCut = client.status !== 'connecting' || error.code === 'ECONNRESET';
    if (isReply(error) || !isCut) refusal = error;
    refreshPassword(error);
  });
  // A cluster does not report the errors of its nodes in its own error event.
  client.on('node error', refreshPassword);
  client.on('ready', () => {
    refusal = undefined;
    settleAll();
  });
  client.on('close', () => {
    // After an interruption, even during the handshake, the client reconnects, so callers keep waiting.
    if (refusal !== undefined) settleAll(refusal);
    refusal = undefined;
  });
  void connect();

  function refreshPassword(error: Error): void {
    if (isRefusedLogin(error)) password.prepare().catch(() => undefined);
  }

  /** Checks the socket too, because the client's status stays `ready` for a moment after its socket has closed. */
  function isReady(): boolean {
    return client.status === 'ready' && (!(client instanceof Redis) || client.stream.writable);
  }

  async function ready(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (isReady()) return;
    // The status is still `wait` if fetching the password failed, because connecting has not begun.
    if (client.status === 'wait' && !isStarting) void connect();
    await abortable<void>(signal, (resolve, reject) => {
      const settle = (failure?: Error) => (failure === undefined ? resolve() : reject(failure));
      waiting.add(settle);
      return () => waiting.delete(settle);
    });
  }

  return { client, isReady, ready };
}

/** Whether an error is a reply from Redis; any other error is about the connection. */
export function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

function isRefusedLogin({ message }: Error): boolean {
  return /^(WRONGPASS|NOAUTH|ERR invalid password)/.test(message);
}
