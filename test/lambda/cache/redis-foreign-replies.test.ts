import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { RedisCommands } from '../../../lambda/cache/redis-commands.ts';
import { createSharedRateLimiter } from '../../../lambda/cache/redis-rate-limiter.ts';
import { createRedisStore } from '../../../lambda/cache/redis-store.ts';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { createProcessRateLimiter } from '../../../lambda/rate-limiter.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { CLAIM } from '../../support/stored.ts';

const { signal } = new AbortController();

/** Redis as something else would reply in its place. */
function replying(reply: unknown): RedisCommands {
  const foreign = async () => reply;
  return {
    run: foreign as RedisCommands['run'],
    script: foreign,
    settled: async () => undefined,
    close: () => undefined,
  };
}

for (const reply of [42, 'OK', true, [Buffer.from('foo'), Buffer.from('bar')], { a: 1 }]) {
  test(`a reply of ${inspect(reply)} where a value is due is no entry: the store cannot be used`, async () => {
    const store = createRedisStore(replying(reply));
    await assert.rejects(store.get('key', [], signal), StoreUnavailable);
    await assert.rejects(store.claim('key', CLAIM, signal), StoreUnavailable);
  });
}

for (const reply of [null, 'OK', Buffer.from('soon'), [Buffer.from('foo'), Buffer.from('bar')], { a: 1 }]) {
  test(`a reply of ${inspect(reply)} where milliseconds are due holds no call back`, async () => {
    const own = createProcessRateLimiter(1, createFakeClock());
    const limiter = createSharedRateLimiter({ redis: replying(reply), key: 'rate', callsPerMinute: 1, own });
    assert.equal(await limiter.take(signal), 0);
    assert.equal(await limiter.take(signal), 60_000);
  });
}
