// Not *.test.ts: `npm run test:page` runs these files; `npm test` does not, as it needs no browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from '../support/browser.ts';
import { startPageServer } from '../support/page-server.ts';
import { formOf, freezeClock, outcomesAre, send } from '../support/page-under-test.ts';

test('the page shows its environment, and why Redis faults are disabled', async (t) => {
  const { url } = await startPageServer(t);
  const page = await openPage(t, url);
  const facts = (await page.locator('#runs-on').textContent()) ?? '';
  assert.match(facts, /node.*v24\.\d+.*cache.*in this process.*genesys.*simulator at http/s);
  assert.match(facts, /fresh for 300 s/);
  const redis = page.getByRole('group', { name: 'Redis' });
  assert.ok(await redis.getByRole('button', { name: 'refuse' }).isDisabled());
  await redis.getByText('set REDIS_URL').waitFor();
});

test('the first of two equal requests is a miss and the second a hit, in the response, the table and the chart', async (t) => {
  const { url } = await startPageServer(t);
  const page = await openPage(t, url);
  await page.getByText('no requests yet').waitFor();
  assert.match(await send(page, { name: '*support*', pageSize: '2' }), /^200 OK .*fwd=uri-miss; stored$/);
  assert.match(await send(page), /^200 OK .*; hit; ttl=\d+$/);

  await outcomesAre(page, ['hit', 'miss']);
  assert.equal(await page.locator('#chart .bar.hit').count(), 1);
  assert.equal(await page.locator('#chart .bar.miss').count(), 1);
  const chart = page.getByRole('img', { name: 'the last 2 requests: 1 hit, 1 miss, 0 stale' });
  assert.equal(await chart.count(), 1);
  const response = formOf(page).getByRole('region', { name: 'Response' });
  assert.match((await response.textContent()) ?? '', /"source": "cache".*Support/s);
});

test('the chart shows the last 60 requests and the table the last 20, before and after a reload', async (t) => {
  const { url } = await startPageServer(t);
  for (let request = 1; request <= 70; request++)
    await fetch(`${url}/dataaction/${request}`, { method: 'POST' });
  const page = await openPage(t, url);
  for (const look of ['first', 'reloaded']) {
    await outcomesAre(page, Array(20).fill('error'));
    assert.equal(await page.locator('#chart .bar').count(), 60, look);
    assert.match((await page.locator('#requests tr').first().textContent()) ?? '', /70.*unknown_action/);
    await page.reload();
  }
});

test('"Repeat every second" sends the request every second until it is unchecked', async (t) => {
  const { url, clock } = await startPageServer(t);
  const page = await openPage(t, url);
  let sent = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/dataaction/queues')) sent += 1;
  });
  await freezeClock(page);
  const status = formOf(page).getByRole('status');
  await formOf(page).getByLabel('Repeat every second').check();
  await status.filter({ hasText: 'fwd=uri-miss; stored' }).waitFor();
  for (const ttl of [299, 298]) {
    await clock.advance(1000);
    await page.clock.runFor(1000);
    // Once this is shown, the timer for the next request is set.
    await status.filter({ hasText: `; hit; ttl=${ttl}` }).waitFor();
  }
  await outcomesAre(page, ['hit', 'hit', 'miss']);
  await formOf(page).getByLabel('Repeat every second').uncheck();
  await page.clock.runFor(60_000);
  await send(page);
  assert.equal(sent, 4);
});

test('text from requests and responses is shown as text, never as HTML', async (t) => {
  const { url } = await startPageServer(t);
  const page = await openPage(t, url);
  const hostile = '<img src=x onerror=alert(1)>';
  assert.match(await send(page, { name: hostile, pageSize: `"></pre>${hostile}` }), /^400/);
  const response = formOf(page).getByRole('region', { name: 'Response' });
  assert.ok((await response.textContent())?.includes(hostile));

  await fetch(`${url}/dataaction/${encodeURIComponent(hostile)}`, { method: 'POST' });
  await page.getByRole('cell', { name: '%3Cimg' }).waitFor();
  assert.equal(await page.locator('img').count(), 0);
});
