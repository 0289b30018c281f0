import { after, before, describe } from 'node:test';
import { Redis } from 'ioredis';
import { createMemoryStore } from '../../lambda/cache/memory-store.ts';
import type { CacheStore } from '../../lambda/cache/store.ts';
import { createFakeClock } from './fake-clock.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { openRedisStore } from './redis-store.ts';
import { passInRedis } from './redis-time.ts';

/** One kind of store under test; all tests of a file share it, so each uses keys of its own. */
export interface StoreUnderTest {
  store(): CacheStore;
  /**
   * Lets so much time pass for the store. The clock of Redis goes on by itself, too: what is not to end yet needs more
   * time than a slow machine takes.
   */
  pass(ms: number): Promise<void>;
}

/** What has its time may last a millisecond more. */
const MARGIN_MS = 2;

/** Runs the same tests against every kind of store there is. */
export function everyStore(promise: string, tests: (subject: StoreUnderTest) => void): void {
  describe(`memory: ${promise}`, () => {
    const clock = createFakeClock();
    const store = createMemoryStore({ maxEntries: 100, maxBytes: 100_000 }, clock);
    tests({ store: () => store, pass: (ms) => clock.advance(ms + MARGIN_MS) });
  });

  describe(`Redis: ${promise}`, () => {
    let server: RedisServer;
    let store: CacheStore;
    let observer: Redis;
    before(async () => {
      server = await startRedisServer();
      observer = new Redis(server.url);
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
