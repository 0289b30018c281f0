import type { RedisCommands } from './redis-commands.ts';
import { isReply } from './redis-connection.ts';
import { CLAIM, FAIL, PUT, RENEW } from './redis-scripts.ts';
import { type CacheStore, type Claim, FAILURE_MEMORY_MS, StoreUnavailable } from './store.ts';

/** A store on Redis: one round trip for each operation. What belongs to a key lies in the same slot. */
export function createRedisStore(redis: RedisCommands): CacheStore {
  return {
    get: async (key, signal) => {
      const reply = await redis.run(signal, async (client) => {
        try {
          return await client.getBuffer(key);
        } catch (error) {
          // Somebody's list or hash under our key is no entry: reads as an unreadable one, and is overwritten.
          if (isReply(error) && error.message.startsWith('WRONGTYPE')) return Buffer.alloc(0);
          throw error;
        }
      });
      return readValue(reply);
    },
    claim: async (key, { seen, holder, termMs }, signal) =>
      readClaim(await redis.script(signal, CLAIM, keysOf(key), [seen, holder, termMs, FAILURE_MEMORY_MS])),
    renew: async (key, { holder, termMs }, signal) => {
      await redis.script(signal, RENEW, [leaseOf(key)], [holder, termMs]);
    },
    put: async (key, { seen, holder = '', bytes, keptMs }, signal) =>
      (await redis.script(signal, PUT, keysOf(key), [seen, holder, bytes, keptMs])) === 1,
    fail: async (key, { holder, record, windowMs, dropsEntry }, signal) => {
      const keptMs = windowMs + FAILURE_MEMORY_MS;
      await redis.script(signal, FAIL, keysOf(key), [holder, record, keptMs, Number(dropsEntry)]);
    },
    ping: async (signal) => {
      await redis.run(signal, (client) => client.ping());
    },
    close: redis.close,
  };
}

/** Entry, lease and failure. The entry's hash tag is in all of them. */
function keysOf(key: string): string[] {
  return [key, leaseOf(key), `${key}:failure`];
}

function leaseOf(key: string): string {
  return `${key}:lease`;
}

/** The reply of GET, which may be anything where something else than Redis replies. */
function readValue(reply: unknown): Buffer | undefined {
  if (reply === null || Buffer.isBuffer(reply)) return reply ?? undefined;
  throw new StoreUnavailable('Redis gave a reply to GET that is none');
}

/** The reply of the script CLAIM. */
function readClaim(reply: unknown): Claim {
  const [outcome, bytes, leftMs] = Array.isArray(reply) ? reply : [];
  const value = Buffer.isBuffer(bytes) ? bytes : undefined;
  switch (String(outcome)) {
    case 'changed':
      return { outcome: 'changed', bytes: value };
    case 'failed':
      return { outcome: 'failed', record: value ?? Buffer.alloc(0), leftMs: Number(leftMs) };
    case 'won':
      return { outcome: 'won', record: value };
    case 'held':
      return { outcome: 'held' };
    default:
      throw new StoreUnavailable(`Redis gave a reply to a claim that is none`);
  }
}
