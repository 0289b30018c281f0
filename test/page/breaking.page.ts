// Not *.test.ts: `npm test` takes those, and needs no browser; `npm run test:page` takes these.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openPage } from '../support/browser.ts';
import { startLocalServer } from '../support/local-server.ts';
import { ask, outcomes, press, queuesForm, until } from '../support/page-under-test.ts';
import { startRedisServer } from '../support/redis-server.ts';

/** An entry lives 1 s, and up to 10 % longer. */
const PAST_LIFETIME_MS = 1200;

test('with Genesys broken an old entry answers as stale and a new question fails; healed, both work', async (t) => {
  const { url } = await startLocalServer(t, { CACHE_TTL_SECONDS: '1' });
  const page = await openPage(t, url);
  await ask(page, { name: 'old' });
  await delay(PAST_LIFETIME_MS);
  await press(page, 'Genesys', '503');
  assert.match(await ask(page), /^200 OK .*detail=genesys_unavailable$/);
  assert.match(await ask(page, { name: 'new' }), /^502/);
  assert.deepEqual(
    await until(
      () => outcomes(page),
      ({ length }) => length === 3,
    ),
    ['error', 'stale', 'miss'],
  );
  await page.getByRole('cell', { name: 'genesys_unavailable' }).first().waitFor();

  await press(page, 'Genesys', 'heal');
  // The failure itself is remembered for a second or so.
  await until(
    () => ask(page),
    (summary) => summary.startsWith('200'),
  );
  await until(
    () => ask(page, { name: 'old' }),
    (summary) => summary.includes('fwd=stale; stored'),
  );
});

for (const fault of ['refuse', 'hang']) {
  test(`with Redis broken by "${fault}" requests bypass it; healed, it is used again`, async (t) => {
    await using redis = await startRedisServer();
    const { url } = await startLocalServer(t, { REDIS_URL: redis.url });
    const page = await openPage(t, url);
    await ask(page);
    await press(page, 'Redis', fault);
    assert.match(await ask(page), /fwd=bypass/);
    await until(
      () => outcomes(page),
      ([newest]) => newest === 'bypass',
    );
    await press(page, 'Redis', 'heal');
    await until(
      () => ask(page),
      (summary) => /; hit;/.test(summary),
    );
    await until(
      () => outcomes(page),
      ([newest]) => newest === 'hit',
    );
  });
}

test('what is broken is still shown after a reload, and is healed with the server', async (t) => {
  const server = await startLocalServer(t);
  const page = await openPage(t, server.url);
  await press(page, 'Genesys', 'html');
  await page.reload();
  await page.getByRole('button', { name: 'html', pressed: true }).waitFor();
  await queuesForm(page).getByLabel('name', { exact: true }).fill('kept');

  await server.stop('SIGTERM');
  await page.getByText('reconnecting').waitFor();
  await startLocalServer(t, { PORT: new URL(server.url).port });
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByText('Genesys works.').waitFor();
  assert.equal(await queuesForm(page).getByLabel('name', { exact: true }).inputValue(), 'kept');
});
