import type { Core } from './fixtures';
import { draftSaved, expect, expectNoAxeFindings, expectNoSidewaysScroll, goTo, test } from './fixtures';
import { field, goOn } from './work';

/** Saves a draft of a buyer, as the wizard does while the user types. */
async function keepBuyer(core: Core, companyName: string): Promise<string> {
  const address = { street: '', postCode: '', city: '', country: '' };
  const { id } = await core.call('save_draft', {
    id: null,
    subject: null,
    step: 1,
    form: {
      kind: 'buyer',
      body: { vatNumber: '', companyName, address, contacts: [], kycMode: 'marketplaceLed', papers: [] },
    },
  });
  return id;
}

test('says what will stand here, then lists what was begun and finds it', async ({ page, sandbox }) => {
  await goTo(page, 'Drafts');
  await expect(page.getByRole('main')).toContainText('No drafts');
  await expectNoAxeFindings(page);
  await keepBuyer(sandbox, 'Kowalski');
  await keepBuyer(sandbox, 'Dupont');
  await expect(page.getByRole('status').filter({ hasText: '2 drafts' })).toBeVisible();
  await expectNoAxeFindings(page);
  await page.keyboard.press('/');
  await page.keyboard.type('kowal');
  await expect(page.getByRole('listitem').filter({ hasText: 'Dupont' })).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field(page, 'companyName')).toHaveValue('Kowalski');
});

test('a draft that was discarded comes back as it was', async ({ page, sandbox }) => {
  await keepBuyer(sandbox, 'Kowalski');
  await goTo(page, 'Drafts');
  await page.setViewportSize({ width: 960, height: 640 });
  await page.getByRole('button', { name: 'Discard draft: Onboard a buyer, Kowalski' }).click();
  await expect(page.getByRole('main')).toContainText('No drafts');
  await expect(page.getByRole('status').getByText('Draft discarded')).toBeVisible();
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: /Continue.*Kowalski/ }).click();
  await expect(field(page, 'companyName')).toHaveValue('Kowalski');
  await expectNoSidewaysScroll(page);
});

test('one goes on at the very field, and a copy is a draft of its own', async ({ page, sandbox, open }) => {
  await page.keyboard.press('Control+1');
  await page.keyboard.press('n');
  await field(page, 'vatNumber').fill('PL5260250995');
  await goOn(page);
  await field(page, 'companyName').fill('Kowalski');
  await field(page, 'address.city').fill('Warszawa');
  await draftSaved(sandbox, { companyName: 'Kowalski', address: { city: 'Warszawa' } });
  await goTo(page, 'Drafts');
  await open();
  await goTo(page, 'Drafts');
  await page.getByRole('button', { name: /^Continue.*Kowalski/ }).click();
  await expect(field(page, 'address.city')).toBeFocused();
  await expect(field(page, 'address.city')).toHaveValue('Warszawa');

  await goTo(page, 'Drafts');
  await page.getByRole('button', { name: /^Duplicate.*Kowalski/ }).click();
  await expect(field(page, 'companyName')).toHaveValue('Kowalski');
  await field(page, 'companyName').fill('Kowalski the second');
  await goTo(page, 'Drafts');
  await expect(page.getByRole('button', { name: /^Continue/ })).toHaveCount(2);
  const { rows } = await sandbox.call('drafts', {});
  expect(rows.map(({ label }) => label).sort()).toEqual(['Kowalski', 'Kowalski the second']);
});

test('invoice and payment are drafted for an order that is a draft itself', async ({ page, sandbox }) => {
  const { form } = await sandbox.call('start_draft', { form: 'order', subject: null });
  if (form.kind !== 'order') throw new Error(form.kind);
  form.body.externalOrderId = 'NL-2026-0042';
  await sandbox.call('save_draft', { id: null, subject: null, step: 2, form });
  await goTo(page, 'Drafts');
  await page.getByRole('button', { name: 'Draft the invoice' }).click();
  await expect(page.getByText('This order is still a draft.')).toBeVisible();
  await field(page, 'invoiceNumber').fill('RE-2026-0815');
  await expect(page.getByText('Draft saved')).toBeVisible();
  await expectNoAxeFindings(page);
  await page.getByRole('button', { name: 'Back to NL-2026-0042' }).click();
  await expect(field(page, 'externalOrderId')).toHaveValue('NL-2026-0042');
  await goTo(page, 'Drafts');
  await page.getByRole('button', { name: /^Continue.*Preliminary invoice/ }).click();
  await expect(field(page, 'invoiceNumber')).toHaveValue('RE-2026-0815');
});
