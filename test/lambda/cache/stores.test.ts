import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMemoryStore } from '../../../lambda/cache/memory-store.ts';
import type { CacheStore } from '../../../lambda/cache/store.ts';
import { systemClock } from '../../../lambda/clock.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { openRedisStore } from '../../support/redis-store.ts';

const NEVER = new AbortController().signal;

/** The same promises hold for every store. */
function contract(name: string, create: () => CacheStore): void {
  describe(`${name} as a cache store`, () => {
    let store: CacheStore;
    before(() => {
      store = create();
    });
    after(() => store.close());

    test('gives undefined for a key that was never set', async () => {
      assert.equal(await store.get('absent', NEVER), undefined);
    });

    test('gives back exactly the bytes that were set', async () => {
      const bytes = Buffer.from([0, 10, 13, 255, 128, 200]);
      await store.set('bytes', bytes, 60_000, NEVER);
      assert.deepEqual(await store.get('bytes', NEVER), bytes);
    });

    test('replaces what was there before', async () => {
      await store.set('replaced', Buffer.from('old'), 60_000, NEVER);
      await store.set('replaced', Buffer.from('new'), 60_000, NEVER);
      assert.equal(String(await store.get('replaced', NEVER)), 'new');
    });

    test('forgets a value once its lifetime has passed', async () => {
      await store.set('short', Buffer.from('x'), 1, NEVER);
      // Redis and the memory store count whole milliseconds on the real clock.
      await sleep(5);
      assert.equal(await store.get('short', NEVER), undefined);
    });

    test('answers a ping', async () => {
      await store.ping(NEVER);
    });

    test('does nothing under a signal that has aborted', async () => {
      const reason = new Error('given up');
      const aborted = AbortSignal.abort(reason);
      await assert.rejects(store.get('bytes', aborted), reason);
      await assert.rejects(store.set('never', Buffer.from('x'), 1000, aborted), reason);
      await assert.rejects(store.ping(aborted), reason);
      assert.equal(await store.get('never', NEVER), undefined);
    });
  });
}

describe('stores', () => {
  let server: RedisServer;
  before(async () => {
    server = await startRedisServer();
  });
  after(() => server.close());

  contract('memory', () => createMemoryStore({ maxEntries: 100, maxBytes: 100_000 }, systemClock));
  contract('Redis', () => openRedisStore({ REDIS_URL: server.url, REDIS_TIMEOUT_MS: '5000' }).store);
});

describe('the memory store', () => {
  test('keeps no more entries than allowed, the ones used last', async () => {
    const store = createMemoryStore({ maxEntries: 2, maxBytes: 1000 }, systemClock);
    for (const key of ['a', 'b']) await store.set(key, Buffer.from(key), 60_000, NEVER);
    await store.get('a', NEVER);
    await store.set('c', Buffer.from('c'), 60_000, NEVER);
    const kept = await Promise.all(['a', 'b', 'c'].map(async (key) => String(await store.get(key, NEVER))));
    assert.deepEqual(kept, ['a', 'undefined', 'c']);
  });

  test('keeps no more bytes than allowed, keys included', async () => {
    const store = createMemoryStore({ maxEntries: 100, maxBytes: 10 }, systemClock);
    await store.set('a', Buffer.alloc(9), 60_000, NEVER);
    assert.equal((await store.get('a', NEVER))?.byteLength, 9);
    await store.set('b', Buffer.alloc(10), 60_000, NEVER);
    assert.equal(await store.get('b', NEVER), undefined);
  });
});
