import { type Cluster, Redis } from 'ioredis';
import type { RedisPassword } from './redis-password.ts';

/** A client and the wait for its connection. */
export interface RedisConnection {
  readonly client: Redis | Cluster;
  /**
   * Resolves once commands can be sent: at once on a warm connection. Rejects with the connection's error when
   * the attempt under way fails, and with the signal's reason when that aborts first.
   */
  ready(signal: AbortSignal): Promise<void>;
}

/** Starts connecting at once, and watches the connection come and go. */
export function openRedisConnection(client: Redis | Cluster, password: RedisPassword): RedisConnection {
  const waiting = new Set<(failure?: Error) => void>();
  let lastError: Error | undefined;
  let isLive = false;
  let isStarting = false;

  function settleAll(failure?: Error): void {
    for (const settle of waiting) settle(failure);
  }

  async function connect(): Promise<void> {
    isStarting = true;
    try {
      await password.prepare();
      await client.connect();
    } catch (error) {
      settleAll(error instanceof Error ? error : new Error(String(error)));
    } finally {
      isStarting = false;
    }
  }

  client.on('error', (error: Error) => {
    lastError = error;
    if (isRefusedLogin(error)) password.prepare().catch(() => undefined);
  });
  client.on('ready', () => {
    isLive = true;
    settleAll();
  });
  client.on('close', () => {
    // A connection that was lost is being replaced, and those who wait go on waiting; one that never came up
    // has failed them.
    if (!isLive) settleAll(lastError ?? new Error('the connection was closed'));
    isLive = false;
  });
  void connect();

  async function ready(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (isWritable(client)) return;
    // The password could not be fetched when it was first tried.
    if (client.status === 'wait' && !isStarting) void connect();
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

/** A client may count as ready for a moment after its socket has gone. */
function isWritable(client: Redis | Cluster): boolean {
  return client.status === 'ready' && (!(client instanceof Redis) || client.stream.writable);
}

function isRefusedLogin({ message }: Error): boolean {
  return /^(WRONGPASS|NOAUTH|ERR invalid password)/.test(message);
}
