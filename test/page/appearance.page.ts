// Not *.test.ts: `npm run test:page` runs these files; `npm test` does not, as it needs no browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import * as v from 'valibot';
import { openPage } from '../support/browser.ts';
import { postQueues } from '../support/local-page.ts';
import { startPageServer } from '../support/page-server.ts';
import { press, send } from '../support/page-under-test.ts';

/** WCAG 2.2, 1.4.3 (AA), for text of normal size. */
const MIN_CONTRAST = 4.5;

/** The TTL is 300 s, and jitter adds up to 10 %. */
const AFTER_TTL_MS = 331_000;

const SCRIPT = readFileSync(new URL('../support/faint-texts.js', import.meta.url), 'utf8');
const Texts = v.object({ measured: v.array(v.string()), faint: v.array(v.string()) });

/** Every visible text with too little contrast; fails if the page does not show the expected texts. */
async function faintTexts(page: Page, expected: readonly string[]): Promise<string[]> {
  const { measured, faint } = v.parse(Texts, await page.evaluate(`${SCRIPT}\nfaintTexts(${MIN_CONTRAST})`));
  for (const text of expected) assert.ok(measured.includes(text), `${text} is not shown`);
  return faint;
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`in ${colorScheme} mode every text has enough contrast, and the page follows a change of the system's mode`, async (t) => {
    const { url, clock } = await startPageServer(t);
    const page = await openPage(t, url, { colorScheme });
    await send(page);
    await send(page);
    await clock.advance(AFTER_TTL_MS);
    await press(page, 'Genesys', '503');
    await send(page);
    await page.locator('#requests .stale').waitFor();
    const always = [
      'live',
      'queues',
      'Send',
      'hit',
      'miss',
      'stale',
      'collapsed',
      'bypass',
      'error',
      '10 ms',
    ];
    assert.deepEqual(await faintTexts(page, [...always, 'placeholder e.g. *support*']), []);
    await send(page, { pageSize: '0' });
    await page.locator('#requests .error').waitFor();
    assert.deepEqual(await faintTexts(page, [...always, 'invalid_input', 'refuse']), []);

    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const own = await background();
    await page.emulateMedia({ colorScheme: colorScheme === 'light' ? 'dark' : 'light' });
    assert.notEqual(await background(), own);
  });
}

for (const width of [360, 800, 1200, 1600]) {
  test(`at a width of ${width} pixels only the table scrolls horizontally`, async (t) => {
    const { url } = await startPageServer(t);
    const page = await openPage(t, `${url}/#/queue-observations`, { viewport: { width, height: 800 } });
    await postQueues(url);
    await page.locator('#requests .miss').waitFor();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
  });
}
