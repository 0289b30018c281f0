import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { chromium, type Page } from 'playwright-core';
import { requireChromiumBinary } from './chromium-binary.ts';

const PATIENCE_MS = 20_000;
/** Beyond what playwright-core sets itself: headless, a new profile, no sandbox, and nothing in the background. */
const ARGUMENTS = ['--disable-gpu', '--disable-quic', '--disable-sync'];

/**
 * Opens a page in a browser of its own, which ends with the test. The test fails when the page has asked anything
 * but its own server, or has written an error to the console, such as a violation of its security policy; that a
 * request was answered with an error status does not count.
 */
export async function openPage(t: TestContext, url: string): Promise<Page> {
  const binary = await requireChromiumBinary();
  const browser = await chromium.launch({ executablePath: binary.path, args: ARGUMENTS });
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const problems = problemsOf(page, url);
  t.after(async () => {
    await browser.close();
    assert.deepEqual(problems, []);
  });
  await page.goto(url);
  await page.getByText('live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Ask' }).first().waitFor();
  return page;
}

function problemsOf(page: Page, url: string): readonly string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('dialog', (dialog) => problems.push(`a dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) problems.push(`a request to ${request.url()}`);
  });
  page.on('console', (message) => {
    const isAboutRequest = message.text().startsWith('Failed to load resource:');
    if (message.type() === 'error' && !isAboutRequest) problems.push(message.text());
  });
  return problems;
}
