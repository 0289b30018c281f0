import { Redis } from 'ioredis';

/** A Redis client made for a container that is frozen between requests, and the wait for its connection. */
export interface RedisConnection {
  readonly client: Redis;
  /**
   * Resolves once commands can be sent: at once on a warm connection. Rejects with the connection's error when
   * the attempt under way fails, and with the signal's reason when that aborts first.
   */
  ready(signal: AbortSignal): Promise<void>;
}

const RECONNECT_FIRST_MS = 50;
const RECONNECT_MOST_MS = 1000;
const CONNECT_TIMEOUT_MS = 1000;

/**
 * Starts connecting to `redis://` or `rediss://` at once, and reconnects by itself. A socket that stays silent
 * for `timeoutMs` while a reply is due is destroyed: after a thaw the other end may be gone without a word, and
 * a command's own time-out would leave the dead socket in place.
 */
export function connectRedis(url: string, timeoutMs: number): RedisConnection {
  const client = new Redis(url, {
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: timeoutMs,
    retryStrategy: (attempt) => Math.min(RECONNECT_FIRST_MS * 2 ** (attempt - 1), RECONNECT_MOST_MS),
    // A command that cannot be sent or answered now is useless later: the request has gone on without it.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // Two round trips fewer before the first GET.
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  const waiting = new Set<(failure?: Error) => void>();
  let lastError: Error | undefined;
  let isLive = false;
  client.on('error', (error) => {
    lastError = error;
  });
  client.on('ready', () => {
    isLive = true;
    for (const settle of waiting) settle();
  });
  client.on('close', () => {
    // A connection that was lost is being replaced, and those who wait go on waiting; one that never came up
    // has failed them.
    if (!isLive) for (const settle of waiting) settle(lastError ?? new Error('the connection was closed'));
    isLive = false;
  });

  async function ready(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (client.status === 'ready' && client.stream.writable) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (failure?: Error) => {
        waiting.delete(settle);
        signal.removeEventListener('abort', onAbort);
        if (failure === undefined) resolve();
        else reject(failure);
      };
      const onAbort = () => settle(signal.reason);
      waiting.add(settle);
      signal.addEventListener('abort', onAbort);
    });
  }

  return { client, ready };
}
