import type { Cluster, Redis } from 'ioredis';
import { StoreUnavailable } from '../cache/store.ts';
import type { Clock } from '../runtime/clock.ts';
import { withTimeLimit } from '../runtime/deadline.ts';
import { createBreaker } from './breaker.ts';
import { isReply, type RedisConnection } from './connection.ts';
import type { RedisScript } from './scripts.ts';

/** What may be sent besides scripts. The bundle knows only these commands: see infra/bundle/redis-commands.ts. */
export type RedisClient = Pick<Redis | Cluster, 'mgetBuffer' | 'ping'>;

/** Redis, within limits. Everything here rejects with {@link StoreUnavailable}, or with an aborting signal's reason. */
export interface RedisCommands {
  /** Runs a command, which must be one that can be repeated. */
  run<T>(within: AbortSignal, command: (client: RedisClient) => Promise<T>): Promise<T>;
  /** Runs a script and gives its reply, texts as Buffers. All keys must be in one slot. */
  script(
    within: AbortSignal,
    script: RedisScript,
    keys: readonly string[],
    args: readonly (string | number | Buffer)[],
  ): Promise<unknown>;
  /** Resolves once the connection stands, or has failed to within `timeoutMs`; never rejects. */
  settled(): Promise<void>;
  close(): void;
}

/**
 * Commands that take at most `timeoutMs` each, waiting for the connection included. One whose connection breaks is
 * sent once more on the next one. When Redis is down, slow or refuses the login, a breaker skips it: only the first
 * command, and a probe now and then, wait for it. What Redis says to one command never opens the breaker.
 */
export function createRedisCommands(
  connection: RedisConnection,
  timeoutMs: number,
  clock: Clock,
): RedisCommands {
  const { client } = connection;
  const expired = () => new StoreUnavailable(`Redis gave no answer within ${timeoutMs} ms`);
  // A connection is ready once Redis has answered on it.
  const breaker = createBreaker(clock, (isAlive) => client.on('ready', isAlive));

  /** What Redis says to a login is no reply to a command: who is refused cannot use it at all. */
  async function ready(signal: AbortSignal): Promise<void> {
    await connection.ready(signal).catch((cause) => {
      signal.throwIfAborted();
      throw new StoreUnavailable('Redis cannot be used', { cause });
    });
  }

  async function attempt<T>(
    signal: AbortSignal,
    command: (client: Redis | Cluster) => Promise<T>,
  ): Promise<T> {
    if (!connection.isReady()) await ready(signal);
    try {
      return await command(client);
    } catch (error) {
      if (isReply(error)) throw error;
      await ready(signal);
      return command(client);
    }
  }

  const run: RedisCommands['run'] = async (within, command) => {
    within.throwIfAborted();
    try {
      return await breaker(
        () => withTimeLimit({ ms: timeoutMs, clock, expired, within }, (signal) => attempt(signal, command)),
        (error) => (isReply(error) ? 'alive' : within.aborted ? 'unknown' : 'outage'),
      );
    } catch (error) {
      within.throwIfAborted();
      throw error instanceof StoreUnavailable
        ? error
        : new StoreUnavailable('Redis cannot be used', { cause: error });
    }
  };

  return {
    run,
    script: (within, { lua, sha }, keys, args) =>
      run(within, async () => {
        try {
          return await client.callBuffer('EVALSHA', sha, keys.length, ...keys, ...args);
        } catch (error) {
          // A Redis that was started anew has lost its scripts; this teaches it.
          if (isReply(error) && error.message.startsWith('NOSCRIPT'))
            return client.callBuffer('EVAL', lua, keys.length, ...keys, ...args);
          throw error;
        }
      }),
    settled: () => withTimeLimit({ ms: timeoutMs, clock, expired }, connection.ready).catch(() => undefined),
    close: () => client.disconnect(),
  };
}
