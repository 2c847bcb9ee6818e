// The forms of a deal by keyboard: how many keys they take beside typed text, from the first field to the last press.
// Not counted: opening a form, saying what a file is, and the presses that only show what is refused.

import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { pdf } from './papers';
import { allSent, BUYER, daysAgo, field, ORDER, VIN } from './work';

/** Two hands on a keyboard. They count their presses; typed text is counted for itself. */
class Hands {
  presses = 0;
  #before = 0;
  readonly log: string[] = [];

  constructor(readonly page: Page) {}

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.presses += 1;
      await this.page.keyboard.press(key);
    }
  }

  /** Types into the field that has the focus, which must be this one, and goes on. */
  async fill(path: string, text: string): Promise<void> {
    await expect(field(this.page, path).first()).toBeFocused();
    await this.page.keyboard.type(text);
    await this.press('Enter');
  }

  /** Chooses files through the button that has the focus. */
  async choose(...files: ReturnType<typeof pdf>[]): Promise<void> {
    await expect(this.page.getByRole('button', { name: 'Choose files' })).toBeFocused();
    const chooser = this.page.waitForEvent('filechooser');
    await this.press('Enter');
    await (await chooser).setFiles(files);
    for (const { name } of files) await expect(this.page.getByText(name)).toBeVisible();
  }

  done(form: string): void {
    this.log.push(`${form} ${this.presses - this.#before}`);
    this.#before = this.presses;
  }
}

function daysAgoTyped(days: number): string {
  return daysAgo(days).split('-').reverse().join('/');
}

test('the forms of a deal take few keys', async ({ page, sandbox: _ }) => {
  test.slow();
  const hands = new Hands(page);

  await page.keyboard.press('Control+1');
  await hands.press('n');
  await hands.fill('vatNumber', BUYER.vat);
  await hands.fill('companyName', BUYER.name);
  await hands.fill('address.street', 'ul. Marszałkowska 12');
  await hands.fill('address.postCode', '00-590');
  await hands.fill('address.city', 'Warszawa');
  // The country follows from the VAT number.
  await hands.fill('contacts[0].firstName', 'Jan');
  await hands.fill('contacts[0].lastName', 'Kowalski');
  await hands.fill('contacts[0].email', 'jan@kowalski.example');
  await hands.fill('contacts[0].phone', '+48 22 123 45 67');
  await hands.choose(
    pdf('Odpis KRS.pdf', ['Company register extract', BUYER.name]),
    pdf('AML.pdf', ['AML declaration', BUYER.name]),
  );
  // What the files are is recognised or not; that is no matter of keys.
  await field(page, 'papers[0].document').selectOption('COC_EXTRACT');
  await field(page, 'papers[1].document').selectOption('AML_DECLARATION');
  await field(page, 'papers[0].documentDate').focus();
  await hands.fill('papers[0].documentDate', daysAgoTyped(20));
  await hands.fill('papers[1].documentDate', daysAgoTyped(2));
  await expect(page.getByRole('heading', { name: 'Check and send' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Poland');
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeFocused();
  await hands.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: BUYER.name })).toBeVisible();
  hands.done('buyer');

  await allSent(page);
  await page.getByRole('button', { name: 'New order' }).click();
  // A scanner writes the VIN and Enter; nothing else changes.
  await hands.fill('vehicles[0].vin', VIN.toLowerCase());
  await expect(field(page, 'currency')).toHaveValue('EUR');
  await expect(field(page, 'vehicles[0].vin')).toHaveValue('WBA 8E9C50 GK645321');
  await expect(field(page, 'vehicles[0].brand')).toHaveValue('BMW');
  await hands.fill('vehicles[0].model', '320d Touring');
  await hands.fill('vehicles[0].amount', '18500');
  await expect(field(page, 'vehicles[0].amount')).toHaveValue('18,500.00');
  await hands.fill('vehicles[0].mileage', '84200');
  await hands.fill('vehicles[0].firstRegistration', '15/03/2021');
  await hands.fill('externalOrderId', ORDER);
  await hands.fill('purchaseDate', daysAgoTyped(6));
  await hands.fill('responsible.firstName', 'Jana');
  await hands.fill('responsible.lastName', 'Petersen');
  await hands.fill('responsible.email', 'jana@nordlicht.example');
  await hands.fill('responsible.phone', '+49 40 123 45 67');
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeFocused();
  await hands.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: ORDER })).toBeVisible();
  hands.done('order');

  await allSent(page);
  await page.getByRole('button', { name: 'Enter preliminary invoice' }).first().click();
  await hands.fill('invoiceNumber', 'RE-2026-0815');
  await hands.fill('invoiceDate', daysAgoTyped(5));
  // Amount and tax are those of the order; Enter passes over them.
  await expect(field(page, 'amount')).toHaveValue('18,500.00');
  await hands.choose(pdf('Invoice RE-2026-0815.pdf', ['Invoice RE-2026-0815', 'EUR 18,500.00', VIN]));
  await hands.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1, name: ORDER })).toBeVisible();
  hands.done('invoice');

  await allSent(page);
  await page.getByRole('button', { name: 'Enter payment' }).first().click();
  // The transfer is the whole price, so Enter passes over the cash.
  await hands.fill('paymentDate', daysAgoTyped(4));
  await hands.fill('sourceIban', 'PL61109010140000071219812874');
  await hands.choose(pdf('Transfer.pdf', ['Bank transfer', 'EUR 18,500.00']));
  await field(page, 'papers[0].document').selectOption('PAYMENT_CONFIRMATION');
  await hands.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1, name: ORDER })).toBeVisible();
  hands.done('payment');

  await allSent(page);
  await page.getByRole('button', { name: 'Declare ready for pickup' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Declare ready for pickup' }).click();
  await allSent(page);
  await page.getByRole('button', { name: 'Confirm pickup' }).first().click();
  await expect(page.getByRole('radio', { name: /A carrier/ })).toBeFocused();
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
  await hands.press('Space', 'Enter');
  await hands.fill('pickupDate', daysAgoTyped(3));
  await hands.fill('driver', 'Piotr Nowak');
  // The waybill is still missing: the first press only says so.
  await expect(page.getByRole('main')).toContainText('The signed CMR waybill is needed');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: 'Confirm without CMR' })).toBeVisible();
  await field(page, 'driver').focus();
  await expect(page.getByRole('button', { name: 'Confirm pickup' })).toBeVisible();
  await page.keyboard.press('Enter');
  await hands.choose(pdf('CMR.pdf', ['CMR waybill', VIN]));
  await hands.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1, name: ORDER })).toBeVisible();
  hands.done('pickup');

  await allSent(page);
  await page.getByRole('button', { name: 'Confirm delivery' }).first().click();
  await hands.fill('deliveryDate', daysAgoTyped(1));
  // Over the address, which is that of the buyer.
  await expect(field(page, 'deliveryAddress.street')).toHaveValue('ul. Marszałkowska 12');
  await hands.choose(pdf('Arrival.pdf', ['Confirmation of arrival', VIN, 'Warszawa']));
  await hands.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1, name: ORDER })).toBeVisible();
  hands.done('delivery');

  await allSent(page);
  await page.getByRole('button', { name: 'Enter final invoice' }).first().click();
  await field(page, 'invoiceNumber').fill('re-2026-0815');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('main')).toContainText('The other invoice of this order has this number');
  await field(page, 'invoiceNumber').fill('');
  await hands.fill('invoiceNumber', 'RE-2026-0900');
  await hands.press('Control+Enter');
  await expect(page.getByRole('button', { name: 'Submit without PDF' })).toBeVisible();
  await hands.press('Control+Enter');
  await expect(page.getByRole('main')).toContainText('RE-2026-0900');
  hands.done('final invoice');

  // The pinned count of each form: a form that takes one key more, or less, is a change to be seen.
  expect(hands.log).toEqual([
    'buyer 14',
    'order 12',
    'invoice 4',
    'payment 4',
    'pickup 6',
    'delivery 3',
    'final invoice 3',
  ]);
  expect(hands.presses).toBe(46);
});
