import { randomUUID } from 'node:crypto';
import { TAG_KEPT_MS } from '../cache/keys.ts';
import {
  type CacheStore,
  type LeaseReply,
  type StoredFailure,
  StoreUnavailable,
  type TagVersions,
} from '../cache/store.ts';
import type { RedisCommands } from './commands.ts';
import { ACQUIRE_LEASE, EXTEND_LEASE, INVALIDATE_TAGS, PUT_ENTRY, PUT_FAILURE } from './scripts.ts';

/**
 * A store on Redis, with one round trip per operation; invalidating also waits for the replicas. The tags and control
 * fields of a key are in its slot.
 */
export function createRedisStore(redis: RedisCommands): CacheStore {
  const setLeaseTerm = async (key: string, holder: string, termMs: number, signal: AbortSignal) => {
    await redis.script(signal, EXTEND_LEASE, controlKeys(key), [holder, termMs]);
  };
  return {
    // MGET returns nil for a key that holds a list or a hash, so such a value is a miss and is overwritten.
    get: async (key, tags, signal) => {
      const reply = await redis.run(signal, (client) => client.mgetBuffer(key, ...tags));
      if (!Array.isArray(reply)) throw unexpectedReply('MGET');
      const [bytes, ...versions] = reply;
      return { bytes: readValue(bytes), versions: readVersions(versions, tags.length) };
    },
    acquireLease: async (key, { seen, tags, holder, termMs, outdatedFailure }, signal) => {
      const args = [seen, holder, termMs, outdatedFailure, TAG_KEPT_MS];
      const reply = await redis.script(signal, ACQUIRE_LEASE, [...controlKeys(key), ...tags], args);
      return readLeaseReply(reply, tags.length);
    },
    extendLease: (key, { holder, termMs }, signal) => setLeaseTerm(key, holder, termMs, signal),
    releaseLease: (key, holder, signal) => setLeaseTerm(key, holder, 0, signal),
    putEntry: async (key, { seen, holder = '', bytes, keptMs }, signal) =>
      (await redis.script(signal, PUT_ENTRY, controlKeys(key), [seen, holder, bytes, keptMs])) === 1,
    putFailure: async (key, { seen, holder, record, windowMs, memoryMs, dropsEntry }, signal) => {
      const args = [seen, holder, record, windowMs, memoryMs, Number(dropsEntry)];
      await redis.script(signal, PUT_FAILURE, controlKeys(key), args);
    },
    invalidateTags: (tags, signal) =>
      redis.replicated(signal, INVALIDATE_TAGS, tags, [randomUUID(), TAG_KEPT_MS]),
    ping: async (signal) => {
      await redis.run(signal, (client) => client.ping());
    },
    close: redis.close,
  };
}

/** The key, and the hash that holds its control fields (see scripts.ts); both have the same hash tag. */
export function controlKeys(key: string): string[] {
  return [key, `dataaction:control:${/\{[^}]*\}/.exec(key)?.[0] ?? `{${key}}`}`];
}

/** The reply of the script ACQUIRE_LEASE; untrusted, because the endpoint may be something other than Redis. */
function readLeaseReply(reply: unknown, tagCount: number): LeaseReply {
  const [outcome, tags, ...rest] = Array.isArray(reply) ? reply : [];
  const versions = readVersions(tags, tagCount);
  switch (String(outcome)) {
    case 'changed':
      return { outcome: 'changed', versions, bytes: readValue(rest[0]) };
    case 'failed':
      return { outcome: 'failed', versions, failure: readFailure(rest) ?? NO_FAILURE };
    case 'acquired':
      return { outcome: 'acquired', versions, failure: readFailure(rest) };
    case 'held':
      return { outcome: 'held', versions };
    default:
      throw unexpectedReply('ACQUIRE_LEASE');
  }
}

const NO_FAILURE = { record: Buffer.alloc(0), leftMs: 0 };

function readFailure([value, leftMs]: readonly unknown[]): StoredFailure | undefined {
  const record = readValue(value);
  if (record === undefined) return undefined;
  if (typeof leftMs !== 'number') throw unexpectedReply('a read of a failure');
  return { record, leftMs };
}

function readVersions(tags: unknown, count: number): TagVersions {
  if (!Array.isArray(tags) || tags.length !== count) throw unexpectedReply('a read of tags');
  return tags.map(readValue);
}

function readValue(reply: unknown): Buffer | undefined {
  if (reply === null || Buffer.isBuffer(reply)) return reply ?? undefined;
  throw unexpectedReply('a read of a value');
}

function unexpectedReply(to: string): StoreUnavailable {
  return new StoreUnavailable(`unexpected reply from Redis to ${to}`);
}
