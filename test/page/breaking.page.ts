// Not *.test.ts: `npm run test:page` runs these files; `npm test` does not, as it needs no browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from '../support/browser.ts';
import { startLocalServer } from '../support/local-server.ts';
import { passRedisTimeout, redisIsConnected, startPageServer } from '../support/page-server.ts';
import { formOf, outcomesAre, press, send } from '../support/page-under-test.ts';
import { startRedisServer } from '../support/redis-server.ts';

/** The TTL is 300 s, and jitter adds up to 10 %. */
const AFTER_TTL_MS = 331_000;
/** A failure is remembered for at most 30 s. */
const AFTER_BACKOFF_MS = 31_000;

test('during a Genesys fault an expired entry is served as stale and a miss fails; after heal both work', async (t) => {
  const { url, clock } = await startPageServer(t);
  const page = await openPage(t, url);
  await send(page, { name: 'old' });
  await clock.advance(AFTER_TTL_MS);
  await press(page, 'Genesys', '503');
  assert.match(await send(page), /^200 OK .*detail=genesys_unavailable$/);
  assert.match(await send(page, { name: 'new' }), /^502/);
  await outcomesAre(page, ['error', 'stale', 'miss']);
  await page.getByRole('cell', { name: 'genesys_unavailable' }).first().waitFor();

  await press(page, 'Genesys', 'heal');
  await clock.advance(AFTER_BACKOFF_MS);
  assert.match(await send(page), /^200/);
  assert.match(await send(page, { name: 'old' }), /fwd=stale; stored/);
});

for (const fault of ['refuse', 'hang']) {
  test(`with the Redis fault "${fault}" a request gets the copy, or bypasses the cache; after heal it is a hit again`, async (t) => {
    await using redis = await startRedisServer();
    const server = await startPageServer(t, { REDIS_URL: redis.url });
    await redisIsConnected(server);
    const page = await openPage(t, server.url);
    await send(page);
    await press(page, 'Redis', fault);
    assert.match(await passRedisTimeout(server, send(page)), /GenesysDataActionCacheLocalCopy; hit;/);
    assert.match(await passRedisTimeout(server, send(page, { name: 'new' })), /fwd=bypass/);
    await outcomesAre(page, ['bypass', 'hit', 'miss']);
    await press(page, 'Redis', 'heal');
    await redisIsConnected(server);
    assert.match(await send(page, { name: '' }), /GenesysDataActionCache; hit;/);
    await outcomesAre(page, ['hit', 'bypass', 'hit', 'miss']);
  });
}

test('a fault is still shown after a reload, and a restart of the server clears it', async (t) => {
  const server = await startLocalServer(t);
  const page = await openPage(t, server.url);
  await press(page, 'Genesys', 'html');
  await page.reload();
  await page.getByRole('button', { name: 'html', pressed: true }).waitFor();
  await formOf(page).getByLabel('name', { exact: true }).fill('kept');

  await server.stop('SIGTERM');
  await page.getByText('reconnecting').waitFor();
  await startLocalServer(t, { PORT: new URL(server.url).port });
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByText('Genesys works.').waitFor();
  assert.equal(await formOf(page).getByLabel('name', { exact: true }).inputValue(), 'kept');
});
