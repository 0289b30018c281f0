import type { Clock } from '../clock.ts';
import { withTimeLimit } from '../deadline.ts';
import { isReply, type RedisConnection } from './redis-connection.ts';
import { type CacheStore, StoreUnavailable } from './store.ts';

/**
 * A store on Redis. Each operation takes at most `timeoutMs`, waiting for the connection included, and is one
 * command; a command whose connection breaks is sent once more on the next one, as all of them can be repeated.
 */
export function createRedisStore(connection: RedisConnection, timeoutMs: number, clock: Clock): CacheStore {
  const { client } = connection;

  async function run<T>(within: AbortSignal, command: () => Promise<T>): Promise<T> {
    const expired = () => new StoreUnavailable(`Redis gave no answer within ${timeoutMs} ms`);
    try {
      return await withTimeLimit({ ms: timeoutMs, clock, expired, within }, async (signal) => {
        await connection.ready(signal);
        return command().catch(async (error) => {
          if (isReply(error)) throw error;
          await connection.ready(signal);
          return command();
        });
      });
    } catch (error) {
      within.throwIfAborted();
      throw error instanceof StoreUnavailable
        ? error
        : new StoreUnavailable('Redis cannot be used', { cause: error });
    }
  }

  return {
    get: (key, signal) =>
      run(signal, async () => {
        try {
          return (await client.getBuffer(key)) ?? undefined;
        } catch (error) {
          // Somebody's list or hash under our key is no entry: reads as an unreadable one, and is overwritten.
          if (isReply(error) && error.message.startsWith('WRONGTYPE')) return Buffer.alloc(0);
          throw error;
        }
      }),
    set: async (key, bytes, lifetimeMs, signal) => {
      await run(signal, () => client.set(key, bytes, 'PX', lifetimeMs));
    },
    ping: async (signal) => {
      await run(signal, () => client.ping());
    },
    close: () => client.disconnect(),
  };
}
