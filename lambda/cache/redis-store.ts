import { latestChangeUs, MARKER_KEPT_MS } from './markers.ts';
import type { RedisCommands } from './redis-commands.ts';
import { CLAIM, FAIL, MARK, PUT, RENEW } from './redis-scripts.ts';
import { type CacheStore, type Claim, FAILURE_MEMORY_MS, type Stored, StoreUnavailable } from './store.ts';

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
  const [bytes, ...markers] = Array.isArray(reply) ? reply.map(readValue) : [];
  if (!Array.isArray(reply) || markers.length !== markerCount) throw notDue('MGET');
  return { bytes, changedAtUs: latestChangeUs(markers) };
}

/** The reply of the script CLAIM. */
function readClaim(reply: unknown, markerCount: number): Claim {
  const [outcome, time, ...rest] = Array.isArray(reply) ? reply : [];
  const nowUs = Number(time);
  switch (String(outcome)) {
    case 'changed': {
      const [bytes, markers] = rest;
      return { outcome: 'changed', nowUs, stored: readStored([bytes].concat(markers), markerCount) };
    }
    case 'failed': {
      const [record, leftMs, markers] = rest;
      const { bytes, changedAtUs } = readStored([record].concat(markers), markerCount);
      return {
        outcome: 'failed',
        nowUs,
        record: bytes ?? Buffer.alloc(0),
        leftMs: Number(leftMs),
        changedAtUs,
      };
    }
    case 'won':
      return { outcome: 'won', nowUs, record: readValue(rest[0]) };
    case 'held':
      return { outcome: 'held', nowUs };
    default:
      throw notDue('a claim');
  }
}

function readValue(reply: unknown): Buffer | undefined {
  if (reply === null || Buffer.isBuffer(reply)) return reply ?? undefined;
  throw notDue('GET');
}

function notDue(command: string): StoreUnavailable {
  return new StoreUnavailable(`Redis gave a reply to ${command} that is none`);
}
