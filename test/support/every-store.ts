import { after, before, describe } from 'node:test';
import { Redis } from 'ioredis';
import { createMemoryStore } from '../../lambda/cache/memory-store.ts';
import type { CacheStore } from '../../lambda/cache/store.ts';
import { createFakeClock } from './fake-clock.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { openRedisStore } from './redis-store.ts';
import { passInRedis } from './redis-time.ts';

/** A store under test. All tests of a file share it, so each test uses its own keys. */
export interface StoreUnderTest {
  store(): CacheStore;
  /** Waits until `ms` have passed for the store; in real time for Redis, which has its own clock. */
  pass(ms: number): Promise<void>;
}

/** Redis' clock is not aligned with this one, so a key may last a millisecond longer. */
const MARGIN_MS = 2;

/** Runs the same tests against the memory store and against Redis. */
export function everyStore(behavior: string, tests: (subject: StoreUnderTest) => void): void {
  describe(`memory: ${behavior}`, () => {
    const clock = createFakeClock();
    const store = createMemoryStore(
      { maxEntries: 100, maxBytes: 100_000, maxKeptMs: Number.POSITIVE_INFINITY },
      clock,
    );
    tests({ store: () => store, pass: (ms) => clock.advance(ms + MARGIN_MS) });
  });

  describe(`Redis: ${behavior}`, () => {
    let server: RedisServer;
    let store: CacheStore;
    let observer: Redis;
    before(async () => {
      server = await startRedisServer();
      // Named, because inferring it makes tsc compare all commands of two Redis types: a quarter of its time.
      observer = new Redis<'legacy'>(server.url);
      ({ store } = openRedisStore({ REDIS_URL: server.url }));
    });
    after(async () => {
      store.close();
      observer.disconnect();
      await server.close();
    });
    tests({ store: () => store, pass: (ms) => passInRedis(observer, ms + MARGIN_MS) });
  });
}
