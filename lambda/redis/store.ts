import { latestChangeUs, TAG_KEPT_MS } from '../cache/keys.ts';
import {
  type CacheStore,
  FAILURE_MEMORY_MS,
  type LeaseReply,
  type Stored,
  StoreUnavailable,
} from '../cache/store.ts';
import type { RedisCommands } from './commands.ts';
import { ACQUIRE_LEASE, EXTEND_LEASE, INVALIDATE_TAGS, PUT_ENTRY, PUT_FAILURE } from './scripts.ts';

/** A store on Redis, with one round trip per operation. Everything that belongs to a key is in the key's slot. */
export function createRedisStore(redis: RedisCommands): CacheStore {
  const setLeaseTerm = async (key: string, holder: string, termMs: number, signal: AbortSignal) => {
    await redis.script(signal, EXTEND_LEASE, [leaseKey(key)], [holder, termMs]);
  };
  return {
    // For a key that holds a list or a hash MGET gives nil: such a value is a miss and is overwritten.
    get: async (key, tags, signal) =>
      readStored(await redis.run(signal, (client) => client.mgetBuffer(key, ...tags)), tags.length),
    acquireLease: async (key, { seen, tags, holder, termMs, ignoresFailure }, signal) => {
      const args = [seen, holder, termMs, FAILURE_MEMORY_MS, Number(ignoresFailure)];
      const reply = await redis.script(signal, ACQUIRE_LEASE, [...keysOf(key), ...tags], args);
      return readLeaseReply(reply, tags.length);
    },
    extendLease: (key, { holder, termMs }, signal) => setLeaseTerm(key, holder, termMs, signal),
    releaseLease: (key, holder, signal) => setLeaseTerm(key, holder, 0, signal),
    putEntry: async (key, { seen, holder = '', bytes, keptMs }, signal) =>
      (await redis.script(signal, PUT_ENTRY, keysOf(key), [seen, holder, bytes, keptMs])) === 1,
    putFailure: async (key, { holder, record, windowMs, dropsEntry }, signal) => {
      const keptMs = windowMs + FAILURE_MEMORY_MS;
      await redis.script(signal, PUT_FAILURE, keysOf(key), [holder, record, keptMs, Number(dropsEntry)]);
    },
    invalidateTags: async (tags, signal) => {
      await redis.script(signal, INVALIDATE_TAGS, tags, [TAG_KEPT_MS]);
    },
    ping: async (signal) => {
      await redis.run(signal, (client) => client.ping());
    },
    close: redis.close,
  };
}

/** Entry, lease and failure; all contain the entry's hash tag. */
function keysOf(key: string): string[] {
  return [key, leaseKey(key), `${key}:failure`];
}

function leaseKey(key: string): string {
  return `${key}:lease`;
}

/** The reply to MGET for an entry and its tags; untrusted, because the endpoint may be something other than Redis. */
function readStored(reply: unknown, tagCount: number): Stored {
  if (!Array.isArray(reply)) throw unexpectedReply('MGET');
  const [bytes, ...tags] = reply;
  return { bytes: readValue(bytes), changedAtUs: readChange(tags, tagCount) };
}

/** The reply of the script ACQUIRE_LEASE: the outcome, the time in Redis, and what belongs to that outcome. */
function readLeaseReply(reply: unknown, tagCount: number): LeaseReply {
  const [outcome, time, ...rest] = Array.isArray(reply) ? reply : [];
  const nowUs = readInteger(time);
  switch (String(outcome)) {
    case 'changed': {
      const [bytes, tags] = rest;
      return {
        outcome: 'changed',
        nowUs,
        stored: { bytes: readValue(bytes), changedAtUs: readChange(tags, tagCount) },
      };
    }
    case 'failed': {
      const [record, leftMs, tags] = rest;
      return {
        outcome: 'failed',
        nowUs,
        record: readValue(record) ?? Buffer.alloc(0),
        leftMs: readInteger(leftMs),
        changedAtUs: readChange(tags, tagCount),
      };
    }
    case 'acquired':
      return { outcome: 'acquired', nowUs, record: readValue(rest[0]) };
    case 'held':
      return { outcome: 'held', nowUs };
    default:
      throw unexpectedReply('ACQUIRE_LEASE');
  }
}

function readChange(tags: unknown, count: number): number {
  if (!Array.isArray(tags) || tags.length !== count) throw unexpectedReply('a read of tags');
  return latestChangeUs(tags.map(readValue));
}

function readValue(reply: unknown): Buffer | undefined {
  if (reply === null || Buffer.isBuffer(reply)) return reply ?? undefined;
  throw unexpectedReply('a read of a value');
}

/** Redis sends integers as numbers; those that a script returns as text come as Buffers. */
function readInteger(reply: unknown): number {
  const value = Number(reply);
  if (reply === null || !Number.isSafeInteger(value)) throw unexpectedReply('a read of a number');
  return value;
}

function unexpectedReply(to: string): StoreUnavailable {
  return new StoreUnavailable(`unexpected reply from Redis to ${to}`);
}
