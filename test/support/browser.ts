import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { requireChromiumBinary } from './chromium-binary.ts';

/** Ends a test that would wait forever; far longer than a slow machine needs. */
export const MAX_WAIT_MS = 120_000;
/** In addition to playwright-core's own: headless, a new profile, no sandbox, and no background traffic. */
const ARGUMENTS = ['--disable-gpu', '--disable-quic', '--disable-sync'];

/**
 * Opens a URL of the page in its own browser, which ends with the test. The test fails if the page sends a request
 * to another server or writes an error to the console, such as a violation of its security policy. An error status
 * of a response does not count.
 */
export async function openPage(
  t: TestContext,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const binary = await requireChromiumBinary();
  const launch = { executablePath: binary.path, args: ARGUMENTS, timeout: MAX_WAIT_MS };
  const browser = await chromium.launch(launch);
  const page = await browser.newPage(options);
  page.setDefaultTimeout(MAX_WAIT_MS);
  const problems = problemsOf(page, new URL(url).origin);
  t.after(async () => {
    await browser.close();
    assert.deepEqual(problems, []);
  });
  await page.goto(url);
  await pageIsReady(page);
  return page;
}

/** Resolves once the page follows the requests and shows a form. */
export async function pageIsReady(page: Page): Promise<void> {
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Send' }).waitFor();
}

function problemsOf(page: Page, origin: string): readonly string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('dialog', (dialog) => problems.push(`a dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) problems.push(`a request to ${request.url()}`);
  });
  page.on('console', (message) => {
    const isAboutStatus = message.text().startsWith('Failed to load resource:');
    if (message.type() === 'error' && !isAboutStatus) problems.push(message.text());
  });
  return problems;
}
