import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createTokenStore } from '../../../lambda/redis/token-store.ts';
import type { TokenRequest } from '../../../lambda/runtime/token-store.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { openRedisStore } from '../../support/redis-store.ts';
import { TOKEN_REQUEST } from '../../support/shared-token.ts';
import { NEVER } from '../../support/stored.ts';

const HOUR_MS = 3_600_000;
const sealed = Buffer.from('sealed');

async function start(t: TestContext) {
  const server = await startRedisServer();
  const { redis } = openRedisStore({ REDIS_URL: server.url });
  t.after(() => {
    redis.close();
    return server.close();
  });
  const tokens = createTokenStore(redis, 'dataaction:token:{a}');
  const ask = async (holder: string, over: Partial<TokenRequest> = {}) =>
    (await tokens.acquire({ ...TOKEN_REQUEST, ...over, holder }, NEVER)).outcome;
  const put = (holder: string, refreshAtMs: number) =>
    tokens.put({ sealed, endsAtMs: Date.now() + HOUR_MS, refreshAtMs }, holder, NEVER);
  return { ask, put };
}

test('a refused token is deleted for all containers', async (t) => {
  const { ask, put } = await start(t);
  await put('one', Date.now() + HOUR_MS);
  assert.equal(await ask('one', { unusable: sealed, isRefused: true }), 'acquired');
  assert.equal(await ask('two'), 'held');
});

test('a token that one container cannot use stays for the others', async (t) => {
  const { ask, put } = await start(t);
  await put('one', Date.now() + HOUR_MS);
  assert.equal(await ask('one', { unusable: sealed }), 'acquired');
  assert.equal(await ask('two'), 'fresh');
});

test('storing a token ends the lease of its refresh, so that it can be refreshed again', async (t) => {
  const { ask, put } = await start(t);
  await put('none', 0);
  assert.equal(await ask('one'), 'acquired');
  assert.equal(await ask('two'), 'held');
  await put('one', 0);
  assert.equal(await ask('two'), 'acquired');
});
