// Not *.test.ts: `npm run test:page` runs these files; `npm test` does not, as it needs no browser.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { dataActions } from '../../lambda/actions/catalog.ts';
import { GROUPS } from '../../lambda/actions/define.ts';
import { openPage, pageIsReady } from '../support/browser.ts';
import { startPageServer } from '../support/page-server.ts';
import { formOf, freezeClock, outcomesAre } from '../support/page-under-test.ts';

const NAMES = [...dataActions.keys()];

/** Opens the page with this hash. */
async function open(t: TestContext, hash = ''): Promise<{ page: Page; url: string }> {
  const { url } = await startPageServer(t);
  return { page: await openPage(t, `${url}/${hash}`), url };
}

function linkTo(page: Page, name: string) {
  return page.getByRole('navigation', { name: 'Data actions' }).getByRole('link', { name, exact: true });
}

/** Resolves once only this form is shown and its link is marked as current. */
async function isChosen(page: Page, name: string): Promise<void> {
  await formOf(page, name).waitFor();
  assert.equal(await page.getByRole('form').count(), 1);
  assert.deepEqual(await page.locator('nav [aria-current=page]').allTextContents(), [name]);
  assert.equal(await page.title(), `${name} · Genesys Data Action Cache`);
}

test('lists every data action in catalogue order and shows the form of the first', async (t) => {
  const { page } = await open(t);
  assert.deepEqual(await page.locator('nav a').allTextContents(), NAMES);
  await isChosen(page, 'queues');
});

test('each group is a list whose heading names it', async (t) => {
  const { page } = await open(t);
  for (const group of GROUPS) {
    const list = page.getByRole('list', { name: group, exact: true });
    const names = [...dataActions.values()]
      .filter((action) => action.group === group)
      .map(({ name }) => name);
    assert.deepEqual(await list.getByRole('link').allTextContents(), names);
    assert.equal(await page.getByRole('heading', { name: group, exact: true }).count(), 1);
  }
});

test('the chosen data action is in the URL, so a reload keeps it and the back button works', async (t) => {
  const { page, url } = await open(t);
  await linkTo(page, 'user-status').click();
  await isChosen(page, 'user-status');
  assert.equal(page.url(), `${url}/#/user-status`);
  await page.reload();
  await pageIsReady(page);
  await isChosen(page, 'user-status');

  await linkTo(page, 'queue').click();
  await isChosen(page, 'queue');
  await page.goBack();
  await isChosen(page, 'user-status');
  await page.goBack();
  await isChosen(page, 'queues');
});

test('an unknown name in the URL shows the first data action', async (t) => {
  const { page } = await open(t, '#/nothing');
  await isChosen(page, 'queues');
});

test('a form keeps its input while another one is shown', async (t) => {
  const { page } = await open(t, '#/queue');
  await formOf(page, 'queue').getByLabel('name', { exact: true }).fill('kept');
  await linkTo(page, 'queues').click();
  await isChosen(page, 'queues');
  await linkTo(page, 'queue').click();
  await isChosen(page, 'queue');
  const input = formOf(page, 'queue').getByLabel('name', { exact: true });
  assert.equal(await input.inputValue(), 'kept');
});

test('choosing another data action stops a repeated request', async (t) => {
  const { page } = await open(t);
  await freezeClock(page);
  await formOf(page).getByLabel('Repeat every second').check();
  await formOf(page).getByRole('status').filter({ hasText: '200' }).waitFor();
  await linkTo(page, 'queue').click();
  await isChosen(page, 'queue');
  await page.clock.runFor(60_000);
  await linkTo(page, 'queues').click();
  assert.equal(await formOf(page).getByLabel('Repeat every second').isChecked(), false);
  await formOf(page).getByRole('button', { name: 'Send' }).click();
  await outcomesAre(page, ['hit', 'miss']);
});

test('every input has a label and a description, and every example gets a response', async (t) => {
  const { page } = await open(t);
  for (const { name, contract } of dataActions.values()) {
    await linkTo(page, name).click();
    await isChosen(page, name);
    for (const [input, { description }] of Object.entries(contract.inputs)) {
      const field = formOf(page, name).getByRole('textbox', { name: input, exact: true });
      const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ');
      const described = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).textContent()));
      assert.ok(described.join(' ').includes(description), `${name}: ${input}`);
    }
    await formOf(page, name).getByRole('button', { name: 'Fill in example' }).click();
    await formOf(page, name).getByRole('button', { name: 'Send' }).click();
    await formOf(page, name).getByRole('status').filter({ hasText: '200 OK' }).waitFor();
  }
});

test('the page can be used with the keyboard only', async (t) => {
  const { page } = await open(t);
  for (const name of NAMES) {
    await page.keyboard.press('Tab');
    assert.equal(await page.locator(':focus').textContent(), name);
  }
  for (const name of NAMES.slice(1).reverse()) {
    assert.equal(await page.locator(':focus').textContent(), name);
    await page.keyboard.press('Shift+Tab');
  }
  await page.keyboard.press('Enter');
  await page.locator('h3:focus').waitFor();
  for (const field of ['queueIds', 'divisionIds', 'name']) {
    await page.keyboard.press('Tab');
    assert.equal(await page.locator(':focus').getAttribute('name'), field);
  }
  await page.keyboard.type('*support*');
  await page.keyboard.press('Enter');
  await outcomesAre(page, ['miss']);

  const fault = page.getByRole('button', { name: '503', exact: true });
  for (let stop = 0; !(await fault.evaluate((button) => button.matches(':focus-visible'))); stop++) {
    assert.ok(stop < 30, 'the button is not reachable');
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: '503', pressed: true }).waitFor();
  await page.getByRole('status').filter({ hasText: 'Genesys responds to every call with 503.' }).waitFor();
});
