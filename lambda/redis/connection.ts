import { type Cluster, Redis } from 'ioredis';
import type { RedisPassword } from './password.ts';

/** A client and the wait for its connection. */
export interface RedisConnection {
  readonly client: Redis | Cluster;
  /** Whether commands can be sent now: so it is on a warm connection. */
  isReady(): boolean;
  /**
   * Resolves once commands can be sent. Rejects when the attempt under way is
   * refused, with what refused it, and with the signal's reason when that aborts first.
   */
  ready(signal: AbortSignal): Promise<void>;
}

/** Starts connecting at once, and watches the connection come and go. */
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
      // What becomes of it is told by the events.
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
    renewPassword(error);
  });
  // What a node of a cluster meets with does not reach the cluster's own event.
  client.on('node error', renewPassword);
  client.on('ready', () => {
    refusal = undefined;
    settleAll();
  });
  client.on('close', () => {
    // A connection that was cut, even while it was being set up, is made again: those who wait go on waiting.
    if (refusal !== undefined) settleAll(refusal);
    refusal = undefined;
  });
  void connect();

  function renewPassword(error: Error): void {
    if (isRefusedLogin(error)) password.prepare().catch(() => undefined);
  }

  /** A client may count as ready for a moment after its socket has gone. */
  function isReady(): boolean {
    return client.status === 'ready' && (!(client instanceof Redis) || client.stream.writable);
  }

  async function ready(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (isReady()) return;
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

  return { client, isReady, ready };
}

/** Whether Redis itself said no; anything else is about the connection. */
export function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

function isRefusedLogin({ message }: Error): boolean {
  return /^(WRONGPASS|NOAUTH|ERR invalid password)/.test(message);
}
