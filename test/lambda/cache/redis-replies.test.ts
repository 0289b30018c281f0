import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RedisCommands } from '../../../lambda/cache/redis-commands.ts';
import { createRedisStore } from '../../../lambda/cache/redis-store.ts';
import { StoreUnavailable } from '../../../lambda/cache/store.ts';
import { claimIn, NEVER } from '../../support/stored.ts';

for (const [what, reply] of [
  ['nothing', undefined],
  ['a text', 'OK'],
  ['no outcome that there is', ['lost', 1]],
  ['no time', ['held']],
  ['null for a time', ['held', null]],
  ['a fraction for a time', ['held', 1.5]],
  ['no bytes for an entry', ['changed', 1, 'text', []]],
  ['too few markers', ['changed', 1, null, []]],
  ['no markers', ['changed', 1, null]],
  ['no time left of a failure', ['failed', 1, null, 'x', [null]]],
] as const) {
  test(`a reply to a claim with ${what} is none`, async () => {
    const redis = { script: async () => reply } as unknown as RedisCommands;
    await assert.rejects(claimIn(createRedisStore(redis), 'key', { markers: ['marker'] }), StoreUnavailable);
  });
}

test('a reply to a question for an entry has a value or nothing for each key', async () => {
  const value = Buffer.from('1');
  for (const reply of [undefined, [], [null], [value, value, value], ['text', null], [null, 7]]) {
    const redis = { run: async () => reply } as unknown as RedisCommands;
    await assert.rejects(createRedisStore(redis).get('key', ['marker'], NEVER), StoreUnavailable);
  }
});
