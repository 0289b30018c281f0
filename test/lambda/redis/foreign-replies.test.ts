import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import type { RedisCommands } from '../../../lambda/redis/commands.ts';
import { createSharedRateLimiter } from '../../../lambda/redis/rate-limiter.ts';
import { createRedisStore } from '../../../lambda/redis/store.ts';
import { createTokenStore } from '../../../lambda/redis/token-store.ts';
import { createProcessRateLimiter } from '../../../lambda/runtime/rate-limiter.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { calls } from '../../support/operations.ts';
import { TOKEN_REQUEST } from '../../support/shared-token.ts';
import { acquireIn, LEASE_REQUEST } from '../../support/stored.ts';

const { signal } = new AbortController();

/** A server other than Redis that gives the same reply to every command. */
function replying(reply: unknown): RedisCommands {
  const foreign = async () => reply;
  return {
    run: foreign as RedisCommands['run'],
    script: foreign,
    replicated: async () => undefined,
    settled: async () => undefined,
    close: () => undefined,
  };
}

for (const reply of [42, 'OK', true, [Buffer.from('foo'), Buffer.from('bar')], { a: 1 }]) {
  test(`a reply of ${inspect(reply)} to a read or a lease is rejected`, async () => {
    const store = createRedisStore(replying(reply));
    await assert.rejects(store.get('key', [], signal), StoreUnavailable);
    await assert.rejects(store.acquireLease('key', LEASE_REQUEST, signal), StoreUnavailable);
  });
}

for (const [label, reply] of [
  ['nothing', undefined],
  ['a text', 'OK'],
  ['an unknown outcome', ['lost', [null]]],
  ['no tags', ['held']],
  ['null for the tags', ['held', null]],
  ['too few tags', ['held', []]],
  ['too many tags', ['held', [null, null]]],
  ['a number for a tag', ['held', [1]]],
  ['no bytes for an entry', ['changed', [null], 'text']],
  ['no time left of a back-off', ['failed', [null], Buffer.from('{}'), 'x']],
] as const) {
  test(`a reply to a request for the lease with ${label} is rejected`, async () => {
    const store = createRedisStore(replying(reply));
    await assert.rejects(acquireIn(store, 'key', { tags: ['tag'] }), StoreUnavailable);
  });
}

test('a reply to a read has a value or nil for each key', async () => {
  const value = Buffer.from('1');
  for (const reply of [undefined, [], [null], [value, value, value], ['text', null], [null, 7]]) {
    const store = createRedisStore(replying(reply));
    await assert.rejects(store.get('key', ['tag'], signal), StoreUnavailable);
  }
});

for (const reply of [null, 'OK', Buffer.from('soon'), [Buffer.from('foo'), Buffer.from('bar')], { a: 1 }]) {
  test(`a reply of ${inspect(reply)} instead of milliseconds holds no call back`, async () => {
    const fallback = createProcessRateLimiter(1, createFakeClock());
    const limiter = createSharedRateLimiter({
      redis: replying(reply),
      key: 'rate',
      callsPerMinute: 1,
      fallback,
    });
    assert.equal(await limiter.take(calls(1), signal), 0);
    assert.equal(await limiter.take(calls(1), signal), 60_000);
  });
}

for (const reply of [
  ...[null, undefined, 42, 'OK', [], ['fresh'], { a: 1 }],
  ['lost', 1],
  [Buffer.from('acquired'), '1'],
  [Buffer.from('fresh'), 1, 'text', 2, 2],
  [Buffer.from('fresh'), 1, Buffer.from('sealed')],
  [Buffer.from('fresh'), 1, Buffer.from('sealed'), 2, Buffer.from('2')],
])
  test(`a reply of ${inspect(reply)} to a request for the shared token is rejected`, async () => {
    const tokens = createTokenStore(replying(reply), 'token');
    await assert.rejects(tokens.acquire(TOKEN_REQUEST, signal), StoreUnavailable);
  });
