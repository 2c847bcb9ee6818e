// Names, buttons and filters have room in the smallest window, in German and at 200 %.

import type { Locator, Page } from '@playwright/test';
import type { OrderCounts } from '../src/contract';
import { expect, expectNoAxeFindings, goTo, submitBuyer, test, type Core } from './fixtures';
import { pdf } from './papers';
import { allSent, BUYER, createOrder, declareReady, enterInvoice, enterPayment } from './work';
import { confirmPickup, field, onboardBuyer, ORDER, submitOrder } from './work';

const SMALLEST = { width: 960, height: 640 };
const LARGE_TEXT = { width: 480, height: 320 };

async function inGerman(core: Core): Promise<void> {
  await core.call('change_settings', { language: 'de', appearance: 'dark', lockAfterMinutes: 0 });
}

async function orderOf(core: Core): Promise<string> {
  const buyer = await submitBuyer(core, 'PL5260250995', BUYER.name);
  return (await submitOrder(core, buyer.id)).id;
}

async function openOrder(page: Page): Promise<void> {
  await goTo(page, 'Aufträge');
  await page.getByRole('row').filter({ hasText: ORDER }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ORDER);
}

/** Drops a file on the page. */
async function drop(page: Page, ...files: ReturnType<typeof pdf>[]): Promise<void> {
  const dropped = await page.evaluateHandle(
    (files) => {
      const data = new DataTransfer();
      for (const { name, text } of files) data.items.add(new File([text], name, { type: 'application/pdf' }));
      return data;
    },
    files.map(({ name, buffer }) => ({ name, text: buffer.toString() })),
  );
  const at = { dataTransfer: dropped, clientX: 600, clientY: 300 };
  await page.locator('main').dispatchEvent('dragover', at);
  await page.locator('main').dispatchEvent('drop', at);
}

/** The words of a text that stand on two lines, because a line breaks inside of them. */
async function brokenWords(text: Locator): Promise<string[]> {
  return text.evaluate((element) => {
    const broken: string[] = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[^\s-]+/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) broken.push(word);
      }
    }
    return broken;
  });
}

async function topOf(element: Locator): Promise<number> {
  return Math.round((await element.boundingBox())?.y ?? -1);
}

test('the name of a dropped file has room beside what is asked about it', async ({ page, sandbox, open }) => {
  await inGerman(sandbox);
  const id = await orderOf(sandbox);
  await open();
  const { form } = await sandbox.call('start_draft', { form: 'invoice', subject: id });
  await sandbox.call('save_draft', { id: null, subject: id, step: 0, form });
  const files = [pdf('Gelangensbestaetigung 4711.pdf', ['Gelangensbestätigung']), pdf('scan.pdf', ['scan'])];
  for (const size of [SMALLEST, { width: 1360, height: 850 }, LARGE_TEXT]) {
    await page.setViewportSize(size);
    await openOrder(page);
    await drop(page, ...files);
    const row = page.getByRole('group', { name: 'Datei Gelangensbestaetigung 4711.pdf' });
    await expect(row).toBeVisible();
    expect(await brokenWords(row), `${size.width}`).toEqual([]);
    const name = row.getByRole('button', { name: 'Gelangensbestaetigung 4711.pdf', exact: true });
    const widths = await name.evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
    expect(widths[1], `${size.width}`).toBe(widths[0]);
  }
  // In a form, too.
  await page.setViewportSize(SMALLEST);
  await goTo(page, 'Entwürfe');
  await page.getByRole('button', { name: /^Fortsetzen/ }).click();
  await expect(field(page, 'invoiceNumber')).toBeVisible();
  await drop(page, ...files);
  const row = page.getByRole('group', { name: 'Datei Gelangensbestaetigung 4711.pdf' });
  await expect(row).toBeVisible();
  expect(await brokenWords(row)).toEqual([]);
  expect((await row.locator('.name').boundingBox())?.width).toBeGreaterThan(180);
});

test('the buttons of a draft stand on one line', async ({ page, sandbox, open }) => {
  await inGerman(sandbox);
  const id = await orderOf(sandbox);
  const { form } = await sandbox.call('start_draft', { form: 'invoice', subject: id });
  await sandbox.call('save_draft', { id: null, subject: id, step: 0, form });
  const order = await sandbox.call('start_draft', { form: 'order', subject: null });
  await sandbox.call('save_draft', { id: null, subject: null, step: 0, form: order.form });
  await open();
  for (const size of [SMALLEST, { width: 1100, height: 700 }, LARGE_TEXT]) {
    await page.setViewportSize(size);
    for (const screen of ['Aufträge', 'Entwürfe']) {
      await goTo(page, screen);
      const closed = page.locator('details:not([open]) > summary').first();
      if (screen === 'Aufträge' && (await closed.isVisible())) await closed.click();
      for (const line of await page.locator('[data-draft]').filter({ visible: true }).all()) {
        const first = await topOf(line.getByRole('button', { name: /^Fortsetzen/ }));
        expect(await topOf(line.getByRole('button', { name: /verwerfen/ })), `${screen} ${size.width}`).toBe(
          first,
        );
      }
    }
  }
});

test('the filters stay where they are while orders are read', async ({ page, sandbox, open }) => {
  await orderOf(sandbox);
  let counts: OrderCounts = { all: 120, you: 0, buyer: 0, nt24: 0, closed: 0, notRead: 120 };
  await page.route('**/call', async (route) => {
    const { command } = route.request().postDataJSON() as { command: string };
    if (command !== 'orders') return route.fallback();
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), counts } });
  });
  const tabs = page.getByRole('tab');
  const places = () =>
    tabs.evaluateAll((all) =>
      all.map((one) => one.getBoundingClientRect()).map(({ left, top }) => ({ left, top })),
    );
  for (const language of ['en', 'de'] as const) {
    await sandbox.call('change_settings', { language, appearance: 'light', lockAfterMinutes: 0 });
    for (const width of [960, 1100, 1360, 480]) {
      await page.setViewportSize({ width, height: 700 });
      counts = { all: 120, you: 0, buyer: 0, nt24: 0, closed: 0, notRead: 120 };
      await open();
      await expect(tabs.nth(1)).toContainText('0+');
      const before = await places();
      expect(new Set(before.map(({ top }) => top)).size, `${language} ${width}`).toBe(1);
      counts = { all: 120, you: 88, buyer: 20, nt24: 12, closed: 100, notRead: 5 };
      await open();
      await expect(tabs.nth(1)).toContainText('88+');
      expect(await places(), `${language} ${width}`).toEqual(before);
      // The chosen one is heavier, and moves nothing either.
      await tabs.nth(1).click();
      expect(await places(), `${language} ${width}`).toEqual(before);
      await tabs.first().click();
    }
  }
  await page.unrouteAll({ behavior: 'wait' });
});

test('the number of an order stays in sight when its next step is far below', async ({ page, sandbox }) => {
  test.slow();
  await onboardBuyer(page);
  await createOrder(page);
  await enterInvoice(page);
  await enterPayment(page);
  await declareReady(page);
  await confirmPickup(page);
  const heading = page.getByRole('heading', { level: 1, name: ORDER });
  const next = page.locator('[aria-keyshortcuts="Control+Enter"]');
  for (const size of [SMALLEST, LARGE_TEXT]) {
    await page.setViewportSize(size);
    await page.keyboard.press('Control+1');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Buyers');
    await page.keyboard.press('Control+2');
    await page.getByRole('row').filter({ hasText: ORDER }).click();
    await expect(next).toBeFocused();
    await expect(next).toBeInViewport({ ratio: 1 });
    await expect(heading).toBeInViewport({ ratio: 1 });
    // And nothing covers either of them.
    for (const shown of [heading, next]) {
      const covered = await shown.evaluate((element) => {
        const { left, top, height } = element.getBoundingClientRect();
        const above = document.elementFromPoint(left + 8, top + height / 2);
        return !(above && element.contains(above));
      });
      expect(covered, `${size.width}`).toBe(false);
    }
    await expectNoAxeFindings(page);
  }
  expect((await sandbox.call('status', {})).parked).toBe(0);
});

test('a tooltip leaves a menu and the next entry of the rail readable', async ({ page, sandbox, open }) => {
  const id = await orderOf(sandbox);
  await open();
  await page.setViewportSize(SMALLEST);
  await page.getByRole('row').filter({ hasText: ORDER }).click();
  await allSent(page);
  const tip = page.locator('[role="tooltip"]');
  const more = page.getByRole('button', { name: 'More actions' });
  await more.hover();
  await expect(tip).toHaveText('More actions');
  await expectNoAxeFindings(page);
  await more.click();
  await expect(tip).toBeHidden();
  // The menu stands inside of the window, and the focus on its first line.
  const menu = page.getByRole('group', { name: 'More actions' });
  const line = menu.getByRole('button').first();
  await expect(line).toBeFocused();
  await expect(line).toBeInViewport({ ratio: 1 });
  // The pointer rests on the button and on an entry: nothing comes back.
  await page.waitForTimeout(800);
  await expect(tip).toBeHidden();
  await page.keyboard.press('Escape');
  // Words that are seen are not said again; what is said more stands beside the entry, and not on the next one.
  const rail = page.getByRole('navigation', { name: 'Waybill' });
  await rail.getByRole('button', { name: 'Buyers' }).hover();
  await page.waitForTimeout(800);
  await expect(tip).toBeHidden();
  await rail.getByRole('button', { name: 'Lock' }).hover();
  await expect(tip).toBeVisible();
  const lock = await rail.getByRole('button', { name: 'Lock' }).boundingBox();
  expect((await tip.boundingBox())?.x).toBeGreaterThan((lock?.x ?? 0) + (lock?.width ?? 0));
  await page.keyboard.press('Shift');
  await expect(tip).toBeHidden();
  // In large text the rail shows only the pictures of the other screens.
  await page.setViewportSize(LARGE_TEXT);
  await rail.getByRole('button', { name: 'Documents' }).hover();
  await expect(tip).toHaveText('Documents');
  expect((await sandbox.call('order', { id })).row.externalOrderId).toBe(ORDER);
});

test('a file that is filed already says so, and what to do', async ({ page, sandbox }) => {
  await orderOf(sandbox);
  await page.getByRole('row').filter({ hasText: ORDER }).click();
  await allSent(page);
  const invoice = pdf('Rechnung 1.pdf', ['Invoice RE-1', 'EUR 18,500.00']);
  await drop(page, invoice);
  const row = page.getByRole('group', { name: 'File Rechnung 1.pdf' });
  await expect(row).not.toContainText('already filed');
  await page.getByRole('button', { name: 'Add to the order' }).click();
  await expect(row).toBeHidden();
  await allSent(page);
  await drop(page, { ...invoice, name: 'Rechnung 1 again.pdf' });
  const again = page.getByRole('group', { name: /^File Rechnung 1/ });
  await expect(again).toContainText('The same file is already filed here');
  await expectNoAxeFindings(page);
  await again.getByRole('button', { name: 'Remove the file' }).click();
  await expect(again).toBeHidden();
});
