import type { Page } from '@playwright/test';
import {
  expect,
  expectNoAxeFindings,
  expectNoSidewaysScroll,
  goTo,
  submitBuyer,
  test,
  type Core,
} from './fixtures';
import { pdf } from './papers';
import {
  allSent,
  BUYER,
  createOrder,
  daysAgo,
  field,
  goOn,
  ORDER,
  stepAt,
  stop,
  submitOrder,
  VIN,
} from './work';

async function withOrder(core: Core): Promise<string> {
  const buyer = await submitBuyer(core, 'PL5260250995', BUYER.name);
  return (await submitOrder(core, buyer.id)).id;
}

test('an empty list says what will be here and gives the first step', async ({ page, sandbox: _ }) => {
  await expect(page.getByText('No orders yet')).toBeVisible();
  await expectNoAxeFindings(page);
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { name: 'Who is the buyer?' })).toBeVisible();
});

test('an order is created for a buyer who was found by name, with a VIN that was mistyped', async ({
  page,
  sandbox,
}) => {
  await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await goTo(page, 'Orders');
  await page.keyboard.press('n');
  const picker = page.getByRole('combobox', { name: 'Buyer' });
  await expect(picker).toBeFocused();
  await page.keyboard.type('kowal');
  await expect(page.getByRole('option', { name: BUYER.name })).toBeVisible();
  await expectNoAxeFindings(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Choose another buyer' })).toBeVisible();
  await expectNoAxeFindings(page);
  await goOn(page);

  const vin = field(page, 'vehicles[0].vin');
  await vin.fill(VIN.replace('0', 'O'));
  await vin.press('Enter');
  await expect(page.getByText('Only digits and capital letters without I, O and Q')).toBeVisible();
  await expectNoAxeFindings(page);
  await page.getByRole('button', { name: 'Use WBA 8E9C50 GK645321' }).click();
  await expect(vin).toHaveValue('WBA 8E9C50 GK645321');
  await expect(vin).toBeFocused();
  await expect(field(page, 'vehicles[0].brand')).toHaveValue('BMW');
  await field(page, 'vehicles[0].model').fill('320d Touring');
  await field(page, 'vehicles[0].amount').fill("18'500.00");
  await field(page, 'vehicles[0].mileage').fill('84.200');
  await field(page, 'vehicles[0].firstRegistration').fill('15.03.2021');
  await expect(page.getByText('Total €18,500.00')).toBeVisible();
  await goOn(page);
  await field(page, 'externalOrderId').fill(ORDER);
  await expectNoAxeFindings(page);
  await field(page, 'responsible.firstName').fill('Jana');
  await field(page, 'responsible.lastName').fill('Petersen');
  await field(page, 'responsible.email').fill('jana@nordlicht.example');
  await goOn(page);
  await expect(page.getByRole('main')).toContainText(BUYER.name);
  await expectNoAxeFindings(page);
  await goOn(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ORDER);
});

test('what a rule refuses stays on its step and is named', async ({ page, sandbox }) => {
  const buyer = await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await page.keyboard.press('Control+1');
  await page.getByRole('row').filter({ hasText: BUYER.name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(buyer.label);
  await page.getByRole('button', { name: 'New order' }).click();
  await field(page, 'vehicles[0].vin').fill('WBA8E9C50');
  await field(page, 'vehicles[0].amount').fill('185');
  await goOn(page);
  await expect(field(page, 'vehicles[0].vin')).toBeFocused();
  await expect(page.getByText('A VIN has 17 characters, this has 9')).toBeVisible();
  await expect(page.getByText('Unusual price. Check the decimals')).toBeVisible();
  await expectNoAxeFindings(page);
});

test('orders are found by number, VIN and buyer, and filtered', async ({ page, sandbox }) => {
  await withOrder(sandbox);
  await goTo(page, 'Orders');
  const row = page.getByRole('row').filter({ hasText: ORDER });
  await expect(row).toBeVisible();
  await expectNoAxeFindings(page);
  for (const text of [ORDER, VIN.slice(0, 9), 'kowalski']) {
    await page.getByRole('searchbox').fill(text);
    await expect(row).toBeVisible();
  }
  await page.getByRole('searchbox').fill('nobody');
  await expect(page.getByText('No order matches “nobody”')).toBeVisible();
  await expectNoAxeFindings(page);
  await page.getByRole('searchbox').fill('');
  await page.getByRole('tab', { name: /^Closed/ }).click();
  await expect(page.getByText('No orders here')).toBeVisible();
  await page.getByRole('tab', { name: /^Your turn/ }).click();
  await expect(row).toBeVisible();
  await expect(row.getByRole('img')).toHaveAccessibleName(/Invoice: to do/);
});

test('a paper that is missing is two inputs away', async ({ page, sandbox }) => {
  await withOrder(sandbox);
  await page.getByRole('row').filter({ hasText: ORDER }).click();
  await allSent(page);
  await page.getByRole('button', { name: 'Enter preliminary invoice' }).click();
  await expect(field(page, 'amount')).toHaveValue('18,500.00');
  await expectNoAxeFindings(page);
  await field(page, 'invoiceNumber').fill('RE-1');
  await field(page, 'invoiceDate').fill(daysAgo(1));
  await goOn(page);
  await allSent(page);
  await expect(stepAt(page, 'The invoice’s PDF is missing')).toBeVisible();
  await expectNoAxeFindings(page);

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose file' }).click();
  await (await chooser).setFiles([pdf('RE-1.pdf', ['Invoice RE-1', 'EUR 18,500.00'])]);
  const paper = page.getByRole('group', { name: 'File RE-1.pdf' });
  await expect(paper.getByRole('combobox')).toHaveValue('SHIPMENT_PRELIMINARY_INVOICE');
  await page.getByRole('button', { name: 'Add to the order' }).click();
  await expect(stepAt(page, 'The invoice’s PDF is missing')).toBeHidden();
});

/** Drops a file in the middle of the page. */
async function dropFile(page: Page, name: string, text: string): Promise<void> {
  const dropped = await page.evaluateHandle(
    ([name, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([`%PDF-1.4 ${text}`], name, { type: 'application/pdf' }));
      return data;
    },
    [name, text] as const,
  );
  const at = { dataTransfer: dropped, clientX: 600, clientY: 700 };
  await page.locator('main').dispatchEvent('dragover', at);
  await expect(page.getByText(/^Drop the files/)).toBeVisible();
  await page.locator('main').dispatchEvent('drop', at);
}

test('a file that is dropped anywhere on an order waits at its step for one question', async ({
  page,
  sandbox,
}) => {
  await withOrder(sandbox);
  await page.getByRole('row').filter({ hasText: ORDER }).click();
  await allSent(page);
  await dropFile(page, 'Rechnung 17.pdf', 'an invoice');
  const step = stepAt(page, 'The preliminary invoice is missing');
  const paper = step.getByRole('group', { name: 'File Rechnung 17.pdf' });
  await expect(paper.getByRole('combobox')).toHaveValue('SHIPMENT_PRELIMINARY_INVOICE');
  await expect(paper.getByRole('combobox')).toBeFocused();
  await expectNoAxeFindings(page);
  await goOn(page);
  await expect(paper).toBeHidden();
  await expect(page.getByRole('button', { name: /Rechnung 17.pdf/ })).toBeVisible();
  await allSent(page);
  // The next step has the focus, so that the next key does it.
  await expect(page.locator('[aria-keyshortcuts="Control+Enter"]')).toBeFocused();
});

test('a file without a place is kept when the page is loaded anew, and is offered at the step that it belongs to', async ({
  page,
  sandbox,
  open,
}) => {
  await withOrder(sandbox);
  await goTo(page, 'Documents');
  await dropFile(page, 'Faktura 18.pdf', 'another invoice');
  await expect(page.getByRole('list', { name: 'Documents' })).toContainText('Faktura 18.pdf');
  await open();
  await expect(page.getByRole('button', { name: /^Documents\s*1/ })).toBeVisible();
  await goTo(page, 'Orders');
  await page.getByRole('row').filter({ hasText: ORDER }).click();
  await allSent(page);
  const step = stepAt(page, 'The preliminary invoice is missing');
  await expect(step).toContainText('Faktura 18.pdf');
  await step.getByRole('button', { name: 'Use it here' }).click();
  await expect(step.getByRole('combobox')).toHaveValue('SHIPMENT_PRELIMINARY_INVOICE');

  await goTo(page, 'Documents');
  await page.getByRole('button', { name: /^File at … ?: Faktura 18.pdf/ }).click();
  await expectNoAxeFindings(page);
  await page.keyboard.type(ORDER.slice(-4));
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(ORDER) })
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ORDER);
  await expect(page.getByRole('group', { name: 'File Faktura 18.pdf' })).toBeVisible();
});

test('an invoice cannot be exempt and under the margin scheme, nor differ from the order', async ({
  page,
  sandbox,
}) => {
  await withOrder(sandbox);
  await page.getByRole('row').filter({ hasText: ORDER }).click();
  await page.getByRole('button', { name: 'Enter preliminary invoice' }).click();
  await field(page, 'amount').fill('18.400');
  await field(page, 'amount').blur();
  await expect(page.getByText('Must be €18,500.00, the order total')).toBeVisible();
  await page.getByRole('radio', { name: /Margin scheme/ }).check();
  await goOn(page);
  await expect(field(page, 'invoiceNumber')).toBeFocused();
  await expectNoAxeFindings(page);
  const { rows } = await sandbox.call('drafts', {});
  const draft = await sandbox.call('draft', { id: rows[0]?.id ?? '' });
  expect(draft.form.body).toMatchObject({ vatIncluded: true, marginScheme: true });
});

test('what is done offline waits, and is sent once the network is back', async ({ page, sandbox }) => {
  await sandbox.call('set_sandbox_network', { up: false });
  await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await page.keyboard.press('Control+1');
  await page.getByRole('row').filter({ hasText: BUYER.name }).click();
  await createOrder(page);
  // The buyer waits too, but its papers are missing, and they can be added without a network.
  await expect(stop(page, 'Buyer')).toContainText('to do');
  await expect(stop(page, 'Order')).toContainText('waiting');
  await expect(stepAt(page, 'Order (waiting)')).toContainText('waits to be sent');
  const notSent = page.getByText('NT24 does not have this order yet.');
  await expect(notSent).toBeVisible();
  await expectNoAxeFindings(page);
  await sandbox.call('set_sandbox_network', { up: true });
  await sandbox.call('try_now', {});
  await allSent(page);
  await expect(stop(page, 'Order')).toContainText('done');
  await expect(notSent).toBeHidden();
});

test('an order’s contact person is changed on a form of its own', async ({ page, sandbox }) => {
  await withOrder(sandbox);
  await page.getByRole('row').filter({ hasText: ORDER }).click();
  await allSent(page);
  await page.getByRole('button', { name: /^Change ?: Change order/ }).click();
  await expectNoAxeFindings(page);
  await field(page, 'responsible.lastName').fill('Petersen-Schmidt');
  await goOn(page);
  await allSent(page);
  await expect(page.getByRole('definition').filter({ hasText: 'Petersen-Schmidt' })).toBeVisible();
  // The history tells both, the one before and the one after.
  await expect(page.getByRole('insertion').filter({ hasText: 'Petersen-Schmidt' })).toBeVisible();
  await expect(page.getByRole('deletion').filter({ hasText: 'Petersen' })).toBeVisible();
});

for (const [language, appearance] of [
  ['de', 'light'],
  ['de', 'dark'],
  ['en', 'dark'],
] as const) {
  test(`orders hold together in ${language} and ${appearance}`, async ({ page, sandbox, open }) => {
    await sandbox.call('change_settings', { language, appearance, lockAfterMinutes: 0 });
    const id = await withOrder(sandbox);
    await open();
    await expect(page.getByRole('row').filter({ hasText: ORDER })).toBeVisible();
    await expectNoAxeFindings(page);
    await page.getByRole('row').filter({ hasText: ORDER }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(ORDER);
    await page.getByRole('button', { name: /More actions|Weitere Aktionen/ }).click();
    await expectNoAxeFindings(page);
    expect((await sandbox.call('order', { id })).row.externalOrderId).toBe(ORDER);
    await page
      .getByRole('button', { name: /preliminary invoice|Vorläufige Rechnung/ })
      .first()
      .click();
    await expect(field(page, 'invoiceNumber')).toBeVisible();
    await expectNoAxeFindings(page);
  });
}

test('an order is reachable at 200 % in the smallest window', async ({ page, sandbox, open }) => {
  await sandbox.call('change_settings', { language: 'de', appearance: 'light', lockAfterMinutes: 0 });
  await withOrder(sandbox);
  await open();
  await page.setViewportSize({ width: 480, height: 320 });
  await expect(page.getByRole('row').filter({ hasText: ORDER })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole('row').filter({ hasText: ORDER }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(ORDER);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Vorläufige Rechnung' }).first().click();
  await expect(field(page, 'invoiceNumber')).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);
});
