import type { Redis } from 'ioredis';
import { createMemoryStore } from '../../../lambda/cache/memory-store.ts';
import type { CacheStore } from '../../../lambda/cache/store.ts';
import type { RedisCommands } from '../../../lambda/redis/commands.ts';
import { createRedisStore } from '../../../lambda/redis/store.ts';

/** The store that all containers of a simulation share. */
export interface SharedStore {
  readonly store: CacheStore;
  evictEntry(key: string): Promise<void>;
  evictTag(tag: string): Promise<void>;
}

/** Opens an empty store whose time is `epochMs`. */
export type OpenSharedStore = (epochMs: () => number) => Promise<SharedStore>;

/** A store in memory. */
export const openMemory: OpenSharedStore = async (epochMs) => {
  const limits = { maxEntries: 16, maxBytes: 1_000_000, maxKeptMs: Number.POSITIVE_INFINITY };
  const store = createMemoryStore(limits, { epochMs, monotonicMs: epochMs, timer: () => () => {} });
  return {
    store,
    evictEntry: async (key) => store.delete(key),
    evictTag: async (tag) => store.copyTags([tag], [undefined]),
  };
};

/** A store on a real Redis, which is emptied. Its scripts run as they are, but in virtual time. */
export function openRedis(client: Redis): OpenSharedStore {
  return async (epochMs) => {
    await client.flushall();
    const evict = async (key: string) => void (await client.del(key));
    return { store: createRedisStore(inVirtualTime(client, epochMs)), evictEntry: evict, evictTag: evict };
  };
}

/**
 * Redis takes the time from its own clock. So a prelude replaces `redis.call` in the scripts: TIME returns the virtual time,
 * and a time to live becomes a score in a sorted set. Keys that have ended are deleted before each command.
 */
const PRELUDE = `
local real = redis
local now = tonumber(real.call('GET', 'simulation:now'))
local function keep(key, ms) real.call('ZADD', 'simulation:ends', now + ms, key) end
local function run(how, command, ...)
  local arguments = {...}
  local key, last = arguments[1], arguments[#arguments]
  if command == 'TIME' then return {math.floor(now / 1000), now % 1000 * 1000} end
  if command == 'PEXPIRE' then return real.call('EXISTS', key) == 1 and keep(key, last) end
  if command ~= 'SET' then return how(command, ...) end
  table.remove(arguments)
  table.remove(arguments)
  local reply = how(command, unpack(arguments))
  if reply then keep(key, last) end
  return reply
end
local redis = {
  call = function(...) return run(real.call, ...) end,
  pcall = function(...) return run(real.pcall, ...) end,
}`;

const END_KEYS = `
for _, key in ipairs(redis.call('ZRANGE', 'simulation:ends', '-inf', '(' .. ARGV[1], 'BYSCORE')) do
  redis.call('DEL', key)
  redis.call('ZREM', 'simulation:ends', key)
end
redis.call('SET', 'simulation:now', ARGV[1])`;

function inVirtualTime(client: Redis, epochMs: () => number): RedisCommands {
  const arrive = () => client.eval(END_KEYS, 0, epochMs());
  const script: RedisCommands['script'] = async (_, { lua }, keys, args) => {
    await arrive();
    return client.callBuffer('EVAL', PRELUDE + lua, keys.length, ...keys, ...args);
  };
  return {
    run: async (_, command) => {
      await arrive();
      return command(client);
    },
    script,
    replicated: async (...call) => void (await script(...call)),
    settled: async () => undefined,
    close: () => undefined,
  };
}
