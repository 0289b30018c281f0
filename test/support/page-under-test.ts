import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { MAX_WAIT_MS } from './browser.ts';

/** The form of a data action; only the chosen one is in the page. */
export function formOf(page: Page, action = 'queues'): Locator {
  return page.getByRole('form', { name: action, exact: true });
}

/** Fills in the form of `queues` and sends it; resolves with the line above the response once that is shown. */
export async function send(page: Page, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  const form = formOf(page);
  for (const [name, value] of Object.entries(fields))
    await form.getByLabel(name, { exact: true }).fill(value);
  const responded = page.waitForResponse('**/dataaction/queues');
  await form.getByRole('button', { name: 'Send' }).click();
  const summary = form.getByRole('status').filter({ hasText: String((await responded).status()) });
  await summary.waitFor();
  return (await summary.textContent()) ?? '';
}

/** Presses a button of `Genesys` or `Redis`, and waits until it is shown as pressed. */
export async function press(page: Page, group: 'Genesys' | 'Redis', name: string): Promise<void> {
  const button = page.getByRole('group', { name: group }).getByRole('button', { name, exact: true });
  await button.click();
  await page.getByRole('group', { name: group }).getByRole('button', { name, pressed: true }).waitFor();
}

/** Resolves once the table shows these outcomes, newest first. */
export async function outcomesAre(page: Page, expected: readonly string[]): Promise<void> {
  const giveUpMs = performance.now() + MAX_WAIT_MS;
  for (;;) {
    const shown = await page.locator('#requests .badge').allTextContents();
    if (JSON.stringify(shown) === JSON.stringify(expected)) return;
    if (performance.now() > giveUpMs) assert.deepEqual(shown, expected);
  }
}

/** Far more than passes between the two calls on a starved machine. */
const AFTER_INSTALL_MS = 3_600_000;

/** Stops the page's clock: from now on only `page.clock.runFor` moves it. An installed clock alone follows real time. */
export async function freezeClock(page: Page): Promise<void> {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(AFTER_INSTALL_MS);
}
