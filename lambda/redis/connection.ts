import { type Cluster, Redis } from 'ioredis';
import { abortable } from '../runtime/abort.ts';
import type { RedisPassword } from './password.ts';

/** A client, and whether it is connected. */
export interface RedisConnection {
  readonly client: Redis | Cluster;
  /** Whether commands can be sent now; true on a warm connection. */
  isReady(): boolean;
  /**
   * Resolves once commands can be sent. Rejects with the refusal if the connection attempt that is running is
   * refused, and with the signal's reason if the signal aborts first.
   */
  ready(signal: AbortSignal): Promise<void>;
}

/** Starts connecting at once, and follows the connection as it breaks and comes back. */
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
      // The events below say how it ends.
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
  // The errors of a cluster's nodes are not part of the cluster's own error event.
  client.on('node error', refreshPassword);
  client.on('ready', () => {
    refusal = undefined;
    settleAll();
  });
  client.on('close', () => {
    // After a cut, even one during the handshake, the client reconnects: callers keep waiting.
    if (refusal !== undefined) settleAll(refusal);
    refusal = undefined;
  });
  void connect();

  function refreshPassword(error: Error): void {
    if (isRefusedLogin(error)) password.prepare().catch(() => undefined);
  }

  /** The client's status stays `ready` for a moment after its socket has gone. */
  function isReady(): boolean {
    return client.status === 'ready' && (!(client instanceof Redis) || client.stream.writable);
  }

  async function ready(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (isReady()) return;
    // Still `wait`: fetching the password failed, so connecting has not begun.
    if (client.status === 'wait' && !isStarting) void connect();
    await abortable<void>(signal, (resolve, reject) => {
      const settle = (failure?: Error) => (failure === undefined ? resolve() : reject(failure));
      waiting.add(settle);
      return () => waiting.delete(settle);
    });
  }

  return { client, isReady, ready };
}

/** Whether Redis itself replied with an error; any other error is about the connection. */
export function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

function isRefusedLogin({ message }: Error): boolean {
  return /^(WRONGPASS|NOAUTH|ERR invalid password)/.test(message);
}
