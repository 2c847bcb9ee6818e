import type { Page } from '@playwright/test';
import { expect, expectNoAxeFindings, test } from './fixtures';
import {
  allSent,
  confirmDelivery,
  confirmPickup,
  createOrder,
  daysAgo,
  enterInvoice,
  declareReady,
  enterPayment,
  field,
  goOn,
  onboardBuyer,
  ORDER,
  stop,
} from './work';

/** Submits an invoice whose PDF comes later: the first press names it, and only the second one sends. */
async function submitWithoutPdf(page: Page): Promise<void> {
  await goOn(page);
  await expect(page.getByRole('button', { name: 'Submit without PDF' })).toBeVisible();
  await expectNoAxeFindings(page);
  await goOn(page);
}

async function expectIbanOnOneLine(page: Page): Promise<void> {
  const view = page.viewportSize()!;
  for (const width of [480, 960, 1120]) {
    await page.setViewportSize({ ...view, width });
    const groups = page.locator('dl .iban .group');
    await expect(groups).toHaveCount(7);
    const tops = await groups.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(new Set(tops).size, `lines of the IBAN, ${width} px wide`).toBe(1);
  }
  await page.setViewportSize(view);
}

test('a deal goes from a VAT number to VALID and an export file', async ({ page, sandbox: _ }) => {
  await onboardBuyer(page);
  await allSent(page);
  await expect(page.getByText('Novatrade24 asks for nothing more')).toBeVisible();
  await expectNoAxeFindings(page);

  await createOrder(page);
  await allSent(page);
  await expect(stop(page, 'Order')).toContainText('done');
  await expectNoAxeFindings(page);

  await enterInvoice(page);
  await allSent(page);
  await expect(stop(page, 'Invoice')).toContainText('done');
  await enterPayment(page);
  await declareReady(page);
  await expect(stop(page, 'Payment')).toContainText('done');
  await expectIbanOnOneLine(page);
  await confirmPickup(page);
  await confirmDelivery(page);

  const verdict = page.getByRole('main').getByRole('status').filter({ hasText: 'VALID' });
  await expect(verdict).toContainText('VAT-exempt export');
  await expect(stop(page, 'Export file')).toContainText('Version 1');
  for (const name of ['Buyer', 'Order', 'Payment', 'Transport', 'Export file']) {
    await expect(stop(page, name)).toContainText('done');
  }
  // The final invoice is still to come.
  await expect(stop(page, 'Invoice')).toContainText('to do');
  await expectNoAxeFindings(page);

  await page.getByRole('button', { name: 'Enter final invoice' }).first().click();
  await expect(page.getByRole('main')).toContainText('The final invoice must have no VAT.');
  await expectNoAxeFindings(page);
  await field(page, 'invoiceNumber').fill('RE-2026-0900');
  await field(page, 'invoiceDate').fill(daysAgo(0));
  await submitWithoutPdf(page);
  await expect(page.getByRole('main')).toContainText('RE-2026-0900');
  await allSent(page);
  await expect(stop(page, 'Invoice')).toContainText('done');

  await page.keyboard.press('g');
  await page.keyboard.press('o');
  const row = page.getByRole('row').filter({ hasText: ORDER });
  await expect(row).toContainText('VALID');
  await expect(row.getByRole('img')).toHaveAccessibleName(/Transport: done, Export file: done/);
});

test('a VAT number that stops being valid on the way ends INVALID, with a final invoice with VAT', async ({
  page,
  sandbox: _,
}) => {
  // The sandbox answers VALID for this ending at first, and INVALID from the second check on.
  await onboardBuyer(page, 'PL5260010009');
  await allSent(page);
  await expect(page.getByText('Novatrade24 asks for nothing more')).toBeVisible();
  await createOrder(page);
  await allSent(page);
  await enterInvoice(page);
  await allSent(page);
  await enterPayment(page);
  await declareReady(page);
  await confirmPickup(page);

  await stop(page, 'Buyer').getByRole('button').click();
  await page.getByRole('button', { name: 'Check again' }).first().click();
  await expect(page.getByText('Not valid in VIES').first()).toBeVisible();
  await expectNoAxeFindings(page);
  await page.getByRole('button', { name: new RegExp(ORDER) }).click();
  const verdict = page.getByRole('main').getByRole('status').filter({ hasText: 'INVALID' });
  await expect(verdict).toContainText('VAT is due');
  await expect(stop(page, 'Buyer')).toContainText('failed');
  await expectNoAxeFindings(page);

  await page.getByRole('button', { name: 'Enter final invoice' }).first().click();
  await expect(page.getByRole('main')).toContainText('The final invoice must include VAT.');
  await expect(page.getByRole('radio', { name: /With VAT/ })).toBeChecked();
  await field(page, 'invoiceNumber').fill('RE-2026-0900');
  await submitWithoutPdf(page);
  await allSent(page);
  await expect(page.getByRole('main')).toContainText('RE-2026-0900');
  await expect(stop(page, 'Export file')).toContainText('Version');
});

test('a pickup is taken back with a reason, before delivery', async ({ page, sandbox: _ }) => {
  await onboardBuyer(page);
  await allSent(page);
  await createOrder(page);
  await allSent(page);
  await enterInvoice(page);
  await allSent(page);
  await enterPayment(page);
  await declareReady(page);
  await confirmPickup(page);

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Take pickup back' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take the pickup back?' });
  await dialog.getByRole('button', { name: 'Take pickup back' }).click();
  await expect(dialog.getByText('Required')).toBeVisible();
  await expectNoAxeFindings(page);
  await dialog.getByRole('textbox').fill('The carrier took the wrong vehicle');
  await dialog.getByRole('button', { name: 'Take pickup back' }).click();
  await expect(dialog).toBeHidden();
  await allSent(page);
  await expect(page.getByRole('heading', { name: /^The pickup is not confirmed/ })).toBeVisible();
});
