// Not *.test.ts: `npm test` takes those, and needs no browser; `npm run test:page` takes these.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from '../support/browser.ts';
import { startLocalServer } from '../support/local-server.ts';
import { ask, outcomes, queuesForm, until } from '../support/page-under-test.ts';

test('the page says what it runs on, and why Redis cannot be broken', async (t) => {
  const { url } = await startLocalServer(t);
  const page = await openPage(t, url);
  const facts = (await page.locator('#runs-on').textContent()) ?? '';
  assert.match(facts, /node.*v24\.\d+.*cache.*in this process.*genesys.*simulator at http/s);
  assert.match(facts, /fresh for 300 s/);
  const redis = page.getByRole('group', { name: 'Redis' });
  assert.ok(await redis.getByRole('button', { name: 'refuse' }).isDisabled());
  await redis.getByText('set REDIS_URL').waitFor();
});

test('the same question twice is a miss, then a hit: in the answer, the table and the chart', async (t) => {
  const { url } = await startLocalServer(t);
  const page = await openPage(t, url);
  await page.getByText('no request yet').waitFor();
  assert.match(await ask(page, { name: '*support*', pageSize: '2' }), /^200 OK .*fwd=uri-miss; stored$/);
  assert.match(await ask(page), /^200 OK .*; hit; ttl=\d+$/);

  assert.deepEqual(
    await until(
      () => outcomes(page),
      ({ length }) => length === 2,
    ),
    ['hit', 'miss'],
  );
  assert.equal(await page.locator('#chart .bar.hit').count(), 1);
  assert.equal(await page.locator('#chart .bar.miss').count(), 1);
  const chart = page.getByRole('img', { name: 'the last 2 requests took: 1 hit, 1 miss, 0 stale' });
  assert.equal(await chart.count(), 1);
  assert.match(
    (await queuesForm(page).getByLabel('Answer').textContent()) ?? '',
    /"source": "cache".*Support/s,
  );
});

test('the chart has the last 60 and the table the last 20, and a reload keeps them', async (t) => {
  const { url } = await startLocalServer(t);
  for (let request = 1; request <= 70; request++)
    await fetch(`${url}/dataaction/${request}`, { method: 'POST' });
  const page = await openPage(t, url);
  for (const look of ['first', 'reloaded']) {
    assert.deepEqual(
      await until(
        () => outcomes(page),
        ({ length }) => length === 20,
      ),
      Array(20).fill('error'),
    );
    assert.equal(await page.locator('#chart .bar').count(), 60, look);
    assert.match((await page.locator('#requests tr').first().textContent()) ?? '', /70.*unknown_action/);
    await page.reload();
  }
});

test('asks again every second until told to stop', async (t) => {
  const { url } = await startLocalServer(t);
  const page = await openPage(t, url);
  await queuesForm(page).getByLabel('every second').check();
  await until(
    () => outcomes(page),
    ({ length }) => length >= 3,
  );
  await queuesForm(page).getByLabel('every second').uncheck();
  await page.waitForTimeout(1200);
  const { length } = await outcomes(page);
  await page.waitForTimeout(1200);
  assert.equal((await outcomes(page)).length, length);
});

test('hostile text is shown as text, in the answer and in the table', async (t) => {
  const { url } = await startLocalServer(t);
  const page = await openPage(t, url);
  const hostile = '<img src=x onerror=alert(1)>';
  assert.match(await ask(page, { name: hostile, pageSize: `"></pre>${hostile}` }), /^400/);
  assert.ok((await queuesForm(page).getByLabel('Answer').textContent())?.includes(hostile));

  await fetch(`${url}/dataaction/${encodeURIComponent(hostile)}`, { method: 'POST' });
  await page.getByRole('cell', { name: '%3Cimg' }).waitFor();
  assert.equal(await page.locator('img').count(), 0);
});

test('can be worked with the keyboard alone', async (t) => {
  const { url } = await startLocalServer(t);
  const page = await openPage(t, url);
  for (const field of ['queueIds', 'divisionIds', 'name']) {
    await page.keyboard.press('Tab');
    assert.equal(await page.locator(':focus').getAttribute('name'), field);
  }
  await page.keyboard.type('*support*');
  await page.keyboard.press('Enter');
  await until(
    () => outcomes(page),
    ([newest]) => newest === 'miss',
  );

  const broken = page.getByRole('button', { name: '503', exact: true });
  for (let stop = 0; !(await broken.evaluate((button) => button.matches(':focus-visible'))); stop++) {
    assert.ok(stop < 30, 'the button cannot be reached');
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: '503', pressed: true }).waitFor();
  await page.getByRole('status').filter({ hasText: 'Genesys answers every call with 503.' }).waitFor();
});
