// The steps of a deal as a clerk takes them on the page.

import type { Locator, Page } from '@playwright/test';
import type { OrderForm, Subject } from '../src/contract';
import { expect, type Core } from './fixtures';
import { pdf } from './papers';

/** The buyer of the tests. */
export const BUYER = { vat: 'PL 526-025-09-95', name: 'Kowalski Auto Handel Sp. z o.o.' };
/** The vehicle of the tests. */
export const VIN = 'WBA8E9C50GK645321';
/** The order of the tests. */
export const ORDER = 'NL-2026-0042';

/** The field with this path in the form. */
export function field(page: Page, path: string): Locator {
  return page.locator(`[name="${path}"]`);
}

/** A day some days ago, as ISO 8601; the trade happens in the past. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** Gives files to a drop zone through its button. */
export async function chooseFiles(
  page: Page,
  zone: Locator,
  ...files: ReturnType<typeof pdf>[]
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await zone.getByRole('button', { name: 'Choose files' }).click();
  await (await chooser).setFiles(files);
  for (const file of files) await expect(zone.getByText(file.name)).toBeVisible();
}

/** Presses the main button of a wizard's step, or of a form. */
export async function goOn(page: Page): Promise<void> {
  await page.keyboard.press('Control+Enter');
}

/** Onboards the buyer with his papers, and waits for his page. */
export async function onboardBuyer(page: Page, vat = BUYER.vat, name = BUYER.name): Promise<void> {
  await page.keyboard.press('Control+1');
  await page.keyboard.press('n');
  await field(page, 'vatNumber').fill(vat);
  await goOn(page);
  await field(page, 'companyName').fill(name);
  await field(page, 'address.street').fill('ul. Marszałkowska 12');
  await field(page, 'address.postCode').fill('00-590');
  await field(page, 'address.city').fill('Warszawa');
  await field(page, 'address.country').selectOption('PL');
  await goOn(page);
  await field(page, 'contacts[0].firstName').fill('Jan');
  await field(page, 'contacts[0].lastName').fill('Kowalski');
  await field(page, 'contacts[0].email').fill('jan@kowalski.example');
  await field(page, 'contacts[0].phone').fill('+48 22 123 45 67');
  await goOn(page);
  await chooseFiles(
    page,
    page.getByRole('group', { name: 'Drop files here' }),
    pdf('Odpis KRS.pdf', ['Company register extract', name]),
    pdf('AML.pdf', ['AML declaration', name]),
  );
  await field(page, 'papers[0].document').selectOption('COC_EXTRACT');
  await field(page, 'papers[1].document').selectOption('AML_DECLARATION');
  await field(page, 'papers[0].documentDate').fill(daysAgo(20));
  await field(page, 'papers[1].documentDate').fill(daysAgo(2));
  await goOn(page);
  await expect(page.getByRole('heading', { name: 'Check and send' })).toBeVisible();
  await goOn(page);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Creates the order for the buyer whose page is shown. */
export async function createOrder(page: Page, number = ORDER): Promise<void> {
  await page.getByRole('button', { name: 'New order' }).click();
  // The buyer is the one whose page was open.
  await expect(page.getByRole('heading', { name: 'Which vehicles are sold?' })).toBeVisible();
  await field(page, 'vehicles[0].vin').fill(VIN);
  await field(page, 'vehicles[0].brand').fill('BMW');
  await field(page, 'vehicles[0].model').fill('320d Touring');
  await field(page, 'vehicles[0].amount').fill('18.500,00');
  await field(page, 'vehicles[0].mileage').fill('84200');
  await field(page, 'vehicles[0].firstRegistration').fill('2021-03-15');
  await goOn(page);
  await field(page, 'externalOrderId').fill(number);
  await field(page, 'purchaseDate').fill(daysAgo(6));
  await field(page, 'responsible.firstName').fill('Jana');
  await field(page, 'responsible.lastName').fill('Petersen');
  await field(page, 'responsible.email').fill('jana@nordlicht.example');
  await field(page, 'responsible.phone').fill('+49 40 123 45 67');
  await goOn(page);
  await expect(page.getByRole('heading', { name: 'Check and send' })).toBeVisible();
  await goOn(page);
  await expect(page.getByRole('heading', { level: 1, name: number })).toBeVisible();
}

/** The stop of the route with this name. */
export function stop(page: Page, name: string): Locator {
  return page
    .getByRole('list', { name: 'Route' })
    .getByRole('listitem')
    .filter({ has: page.getByText(name, { exact: true }) });
}

/** The step of an order or a buyer with this name. */
export function stepAt(page: Page, name: string | RegExp): Locator {
  return page.getByRole('list', { name: 'Steps' }).getByRole('listitem').filter({ hasText: name });
}

/** Waits until everything is sent. */
export async function allSent(page: Page): Promise<void> {
  await expect(page.getByRole('contentinfo')).toContainText('Everything sent');
}

/** Enters the preliminary invoice with its PDF. */
export async function enterInvoice(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Enter preliminary invoice' }).first().click();
  await field(page, 'invoiceNumber').fill('RE-2026-0815');
  await field(page, 'invoiceDate').fill(daysAgo(5));
  const zone = page.getByRole('group', { name: 'Drop files here' });
  await chooseFiles(
    page,
    zone,
    pdf('Invoice RE-2026-0815.pdf', ['Invoice RE-2026-0815', 'EUR 18,500.00', VIN]),
  );
  await field(page, 'papers[0].document').selectOption('SHIPMENT_PRELIMINARY_INVOICE');
  await goOn(page);
  await expect(stop(page, 'Invoice')).not.toContainText('to do');
}

/** Enters the payment with its proof. */
export async function enterPayment(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Enter payment' }).first().click();
  await field(page, 'paymentDate').fill(daysAgo(4));
  await field(page, 'sourceIban').fill('PL61 1090 1014 0000 0712 1981 2874');
  const zone = page.getByRole('group', { name: 'Drop files here' });
  await chooseFiles(page, zone, pdf('Transfer.pdf', ['Bank transfer', 'EUR 18,500.00']));
  await field(page, 'papers[0].document').selectOption('PAYMENT_CONFIRMATION');
  await goOn(page);
  await expect(stop(page, 'Payment')).toContainText('to do');
  await allSent(page);
}

/** Declares the vehicle ready for pickup. */
export async function declareReady(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Declare ready for pickup' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Declare ready for pickup' }).click();
  await expect(stepAt(page, 'Ready for pickup')).toContainText('done');
  await allSent(page);
}

/** Confirms the pickup by a carrier with the CMR waybill. */
export async function confirmPickup(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Confirm pickup' }).first().click();
  await page.getByRole('radio', { name: /A carrier/ }).check();
  await field(page, 'pickupDate').fill(daysAgo(3));
  await field(page, 'driver').fill('Piotr Nowak');
  const zone = page.getByRole('group', { name: 'Drop files here' });
  await chooseFiles(page, zone, pdf('CMR.pdf', ['CMR waybill', VIN]));
  await field(page, 'papers[0].document').selectOption('TRANSPORT_CMR');
  await goOn(page);
  await expect(stop(page, 'Transport')).toContainText('Picked up');
  await allSent(page);
}

/** Confirms the delivery with the proof of arrival. */
export async function confirmDelivery(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Confirm delivery' }).first().click();
  await field(page, 'deliveryDate').fill(daysAgo(1));
  const zone = page.getByRole('group', { name: 'Drop files here' });
  await chooseFiles(page, zone, pdf('Arrival.pdf', ['Confirmation of arrival', VIN, 'Warszawa']));
  await field(page, 'papers[0].document').selectOption('TRANSPORT_CONFIRMATION_OF_ARRIVAL');
  await goOn(page);
  await expect(stop(page, 'Transport')).toContainText('Delivered');
  await allSent(page);
}

/** Queues an order for a buyer, as the wizard does at its end. */
export async function submitOrder(core: Core, buyer: string): Promise<Subject> {
  const body: OrderForm = {
    buyer,
    externalOrderId: ORDER,
    purchaseDate: daysAgo(6),
    currency: 'EUR',
    vehicles: [
      {
        vin: VIN,
        brand: 'BMW',
        model: '320d Touring',
        amount: '18500',
        mileage: '84200',
        firstRegistration: '2021-03-15',
      },
    ],
    responsible: {
      firstName: 'Jana',
      lastName: 'Petersen',
      email: 'jana@nordlicht.example',
      phone: '+49401234567',
    },
  };
  const saved = await core.call('save_draft', {
    id: null,
    subject: null,
    step: 3,
    form: { kind: 'order', body },
  });
  return (await core.call('submit_draft', { id: saved.id })).subject;
}
