import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

const PATIENCE_MS = 15_000;

/** The form of `queues`. */
export function queuesForm(page: Page): Locator {
  return page.getByRole('form', { name: 'queues', exact: true });
}

/** Fills in the form of `queues` and asks; resolves when the answer is there, with its first line. */
export async function ask(page: Page, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  const form = queuesForm(page);
  for (const [name, value] of Object.entries(fields))
    await form.getByLabel(name, { exact: true }).fill(value);
  const answered = page.waitForResponse('**/dataaction/queues');
  await form.getByRole('button', { name: 'Ask' }).click();
  const summary = form.getByRole('status').filter({ hasText: String((await answered).status()) });
  await summary.waitFor();
  return (await summary.textContent()) ?? '';
}

/** Presses a button of `Genesys` or `Redis`, and waits until it stays pressed. */
export async function press(page: Page, what: 'Genesys' | 'Redis', name: string): Promise<void> {
  const button = page.getByRole('group', { name: what }).getByRole('button', { name, exact: true });
  await button.click();
  await page.getByRole('group', { name: what }).getByRole('button', { name, pressed: true }).waitFor();
}

/** The outcomes in the table, newest first. */
export function outcomes(page: Page): Promise<string[]> {
  return page.locator('#requests .badge').allTextContents();
}

/** Repeats something until it gives what is expected; throws when that takes longer than 15 s. */
export async function until<T>(look: () => Promise<T>, isExpected: (seen: T) => boolean): Promise<T> {
  const giveUpMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (isExpected(seen)) return seen;
    assert.ok(performance.now() < giveUpMs, `still ${JSON.stringify(seen)}`);
  }
}
