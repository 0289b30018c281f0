import {
  type CacheStore,
  type Claim,
  FAILURE_MEMORY_MS,
  type Stored,
  StoreUnavailable,
} from '../cache/store.ts';
import { latestChangeUs, MARKER_KEPT_MS } from '../cache/tags.ts';
import type { RedisCommands } from './commands.ts';
import { CLAIM, FAIL, MARK, PUT, RENEW } from './scripts.ts';

/** A store on Redis: one round trip for each operation. What belongs to a key lies in the same slot. */
export function createRedisStore(redis: RedisCommands): CacheStore {
  return {
    // Somebody's list or hash under our key is no entry: MGET passes it over, and it is overwritten.
    get: async (key, markers, signal) =>
      readStored(await redis.run(signal, (client) => client.mgetBuffer(key, ...markers)), markers.length),
    claim: async (key, { seen, markers, holder, termMs, ignoresFailure }, signal) => {
      const args = [seen, holder, termMs, FAILURE_MEMORY_MS, Number(ignoresFailure)];
      const reply = await redis.script(signal, CLAIM, [...keysOf(key), ...markers], args);
      return readClaim(reply, markers.length);
    },
    renew: async (key, { holder, termMs }, signal) => {
      await redis.script(signal, RENEW, [leaseOf(key)], [holder, termMs]);
    },
    put: async (key, { seen, holder = '', bytes, keptMs }, signal) =>
      (await redis.script(signal, PUT, keysOf(key), [seen, holder, bytes, keptMs])) === 1,
    fail: async (key, { holder, record, windowMs, dropsEntry }, signal) => {
      const keptMs = windowMs + FAILURE_MEMORY_MS;
      await redis.script(signal, FAIL, keysOf(key), [holder, record, keptMs, Number(dropsEntry)]);
    },
    mark: async (markers, signal) => {
      await redis.script(signal, MARK, markers, [MARKER_KEPT_MS]);
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

/** The reply of MGET for an entry and its markers. It may be anything where something else than Redis replies. */
function readStored(reply: unknown, markerCount: number): Stored {
  if (!Array.isArray(reply)) throw unexpectedReply('MGET');
  const [bytes, ...markers] = reply;
  return { bytes: readValue(bytes), changedAtUs: readChange(markers, markerCount) };
}

/** The reply of the script CLAIM: the outcome, the time in Redis, and what belongs to that outcome. */
function readClaim(reply: unknown, markerCount: number): Claim {
  const [outcome, time, ...rest] = Array.isArray(reply) ? reply : [];
  const nowUs = readInteger(time);
  switch (String(outcome)) {
    case 'changed': {
      const [bytes, markers] = rest;
      const changedAtUs = readChange(markers, markerCount);
      return { outcome: 'changed', nowUs, stored: { bytes: readValue(bytes), changedAtUs } };
    }
    case 'failed': {
      const [record, leftMs, markers] = rest;
      return {
        outcome: 'failed',
        nowUs,
        record: readValue(record) ?? Buffer.alloc(0),
        leftMs: readInteger(leftMs),
        changedAtUs: readChange(markers, markerCount),
      };
    }
    case 'won':
      return { outcome: 'won', nowUs, record: readValue(rest[0]) };
    case 'held':
      return { outcome: 'held', nowUs };
    default:
      throw unexpectedReply('a claim');
  }
}

function readChange(markers: unknown, count: number): number {
  if (!Array.isArray(markers) || markers.length !== count) throw unexpectedReply('a question for markers');
  return latestChangeUs(markers.map(readValue));
}

function readValue(reply: unknown): Buffer | undefined {
  if (reply === null || Buffer.isBuffer(reply)) return reply ?? undefined;
  throw unexpectedReply('a question for a value');
}

/** Redis gives whole numbers as such, and those of a script's texts as Buffers. */
function readInteger(reply: unknown): number {
  const value = Number(reply);
  if (reply === null || !Number.isSafeInteger(value)) throw unexpectedReply('a question for a number');
  return value;
}

function unexpectedReply(to: string): StoreUnavailable {
  return new StoreUnavailable(`Redis gave a reply to ${to} that is none`);
}
