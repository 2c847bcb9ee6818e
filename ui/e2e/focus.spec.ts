import type { Page } from '@playwright/test';
import { expect, submitBuyer, test } from './fixtures';
import {
  allSent,
  BUYER,
  confirmDelivery,
  confirmPickup,
  createOrder,
  declareReady,
  enterInvoice,
  enterPayment,
  field,
  onboardBuyer,
  ORDER,
  submitOrder,
} from './work';
import { expectFocused, walk } from './focus';

test('every screen takes the focus, by keys and by the rail', async ({ page, sandbox }) => {
  const buyer = await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await submitOrder(sandbox, buyer.id);
  await allSent(page);
  for (const screen of ['Control+1', 'Control+2', 'Control+3', 'Control+4', 'Control+5', 'Control+6']) {
    await walk(page, screen);
    // The dialogs that every screen has.
    await walk(page, '?', 'Escape', 'Control+k', 'Escape');
  }
  for (const name of ['Buyers', 'Orders', 'Documents', 'Drafts', 'Outbox', 'Settings']) {
    await page.getByRole('navigation', { name: 'Waybill' }).getByRole('button', { name }).click();
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    await expectFocused(page, `the rail to ${name}`);
  }
  await walk(page, 'Escape', 'Escape', 'Alt+ArrowLeft');
});

test('a list and the pages beside it keep the focus', async ({ page, sandbox, open }) => {
  const buyer = await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await submitOrder(sandbox, buyer.id);
  await open();
  for (const width of [1360, 960]) {
    await page.setViewportSize({ width, height: 800 });
    await walk(
      page,
      'Control+2',
      'ArrowDown',
      'Enter',
      'j',
      'k',
      'Escape',
      '/',
      'Escape',
      'Control+1',
      'Enter',
      'Escape',
    );
  }
});

test('wizards and forms keep the focus, also when they are left or discarded', async ({
  page,
  sandbox: _,
}) => {
  await walk(page, 'Control+1', 'n');
  await expect(field(page, 'vatNumber')).toBeFocused();
  await field(page, 'vatNumber').fill(BUYER.vat);
  await walk(page, 'Control+Enter');
  await expect(field(page, 'companyName')).toBeFocused();
  await field(page, 'companyName').fill(BUYER.name);
  await walk(page, 'Escape');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Buyers');
  await page.getByRole('button', { name: /^Continue/ }).click();
  await expectFocused(page, 'Continue');
  await expect(page.getByText('Draft saved')).toBeVisible();
  await page.getByRole('button', { name: 'Discard draft' }).click();
  await expectFocused(page, 'Discard draft');
  await walk(page, 'Control+z');
  await walk(page, 'Control+3');
  await page.getByRole('button', { name: /^Discard draft/ }).click();
  await expectFocused(page, 'a draft of the list is discarded');
});

test('the page of an order keeps the focus over what is sent, and in its dialogs', async ({
  page,
  sandbox,
}) => {
  const buyer = await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await submitOrder(sandbox, buyer.id);
  await allSent(page);
  await page.getByRole('row').filter({ hasText: ORDER }).click();
  await walk(page, 'Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ORDER);
  // The blue button of the page opens a form; what it sends leads to the next blue button.
  await walk(page, 'Control+Enter');
  await expectFocused(page, 'the blue button');
  await walk(page, 'Escape');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ORDER);
  await expectFocused(page, 'leaving the form');
  await sandbox.call('pause_outbox', { paused: true });
  await walk(page, 'Control+4');
  await sandbox.call('pause_outbox', { paused: false });
  await expectFocused(page, 'the outbox goes on');
});

/** Opens a dialog and leaves it. */
async function lookInto(page: Page, opens: () => Promise<void>, title: string): Promise<void> {
  await opens();
  await expect(page.getByRole('dialog', { name: title })).toBeVisible();
  await expectFocused(page, `opening "${title}"`);
  await walk(page, 'Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expectFocused(page, `leaving "${title}"`);
}

test('a deal keeps the focus over its wizards, its forms and every dialog', async ({ page, sandbox: _ }) => {
  test.slow();
  await onboardBuyer(page);
  await expectFocused(page, 'sending a buyer');
  await allSent(page);
  // The next blue button comes when VIES has answered, and takes the focus that waits for it.
  await expect(page.getByRole('button', { name: 'New order' })).toBeFocused();
  await createOrder(page);
  await expectFocused(page, 'sending an order');
  await allSent(page);
  await expect(page.getByRole('button', { name: 'Enter preliminary invoice' }).first()).toBeFocused();
  await enterInvoice(page);
  await enterPayment(page);
  const ready = page.getByRole('button', { name: 'Declare ready for pickup' });
  await expect(ready.first()).toBeFocused();
  await lookInto(page, () => page.keyboard.press('Enter'), 'Ready for pickup?');
  await declareReady(page);
  await expect(page.getByRole('button', { name: 'Confirm pickup' }).first()).toBeFocused();
  await confirmPickup(page);
  await expectFocused(page, 'confirming the pickup');

  const chip = page.getByRole('button', { name: /CMR\.pdf/ });
  const archive = async () => {
    await chip.press('Enter');
    await expectFocused(page, 'opening the facts of a document');
    await page.getByRole('button', { name: 'Remove …' }).press('Enter');
  };
  await lookInto(page, archive, 'Remove this document?');
  await archive();
  await walk(page, 'Enter');
  await allSent(page);
  await expectFocused(page, 'removing a document');

  const more = page.getByRole('button', { name: 'More actions' });
  const revoke = async () => {
    await more.press('Enter');
    await expectFocused(page, 'opening the menu of an order');
    await page.getByRole('button', { name: /^Take pickup back/ }).press('Enter');
  };
  await lookInto(page, revoke, 'Take the pickup back?');
  await revoke();
  await page.keyboard.type('The wrong driver came');
  await walk(page, 'Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await allSent(page);
  await expectFocused(page, 'taking the pickup back');

  await confirmPickup(page);
  await confirmDelivery(page);
  await expectFocused(page, 'confirming the delivery');
  // The blue button of the final invoice comes with the decision, and takes the focus that waits for it.
  await expect(page.getByRole('button', { name: 'Enter final invoice' }).first()).toBeFocused();
  await walk(page, 'Enter');
  await expect(field(page, 'invoiceNumber')).toBeFocused();
  await field(page, 'invoiceNumber').fill('RE-2026-0900');
  await walk(page, 'Control+Enter');
  const submit = page.getByRole('button', { name: 'Submit without PDF' });
  await expect(submit).toBeFocused();
  await walk(page, 'Enter');
  await expect(submit).toHaveCount(0);
  await allSent(page);
  await expectFocused(page, 'sending the final invoice');
});

test('Shift+Enter leads back through every field, and a change begins at its field', async ({
  page,
  sandbox,
}) => {
  await page.keyboard.press('Control+1');
  await page.keyboard.press('n');
  await field(page, 'vatNumber').fill(BUYER.vat);
  await page.keyboard.press('Enter');
  await expect(field(page, 'companyName')).toBeFocused();
  await page.keyboard.press('Shift+Enter');
  await expect(field(page, 'vatNumber')).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(field(page, 'companyName')).toBeFocused();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(field(page, 'vatNumber')).toBeFocused();
  await page.keyboard.press('Escape');

  const buyer = await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await submitOrder(sandbox, buyer.id);
  await page.keyboard.press('Control+2');
  await page.getByRole('row').filter({ hasText: ORDER }).click();
  await page.getByRole('button', { name: 'Enter preliminary invoice' }).first().click();
  await field(page, 'invoiceNumber').fill('RE-1');
  await page.keyboard.press('Enter');
  await expect(field(page, 'invoiceDate')).toBeFocused();
  await page.keyboard.press('Enter');
  const chooser = page.getByRole('button', { name: 'Choose files' });
  await expect(chooser).toBeFocused();
  // The focus that a script sets is seen, also after a click.
  await expect(chooser).toHaveCSS('outline-style', 'solid');
  for (const path of ['vatIncluded', 'amount', 'invoiceDate', 'invoiceNumber']) {
    await page.keyboard.press('Shift+Enter');
    await expect(page.locator(':focus')).toHaveAttribute('name', path);
  }
});
