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
  let lastError: unknown;
  client.on('error', (error) => {
    lastError = error;
  });

  async function ready(signal: AbortSignal): Promise<void> {
    if (client.status === 'ready') return;
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const settle = (outcome: () => void) => () => {
        client.off('ready', onReady);
        client.off('close', onClose);
        signal.removeEventListener('abort', onAbort);
        outcome();
      };
      const onReady = settle(resolve);
      const onClose = settle(() => reject(lastError ?? new Error('the connection was closed')));
      const onAbort = settle(() => reject(signal.reason));
      client.on('ready', onReady);
      client.on('close', onClose);
      signal.addEventListener('abort', onAbort);
    });
  }

  return { client, ready };
}
