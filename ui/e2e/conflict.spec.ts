import type { Core } from './fixtures';
import {
  expect,
  expectNoAxeFindings,
  expectNoSidewaysScroll,
  goTo,
  submitBuyer,
  submitOrder,
} from './fixtures';
import { expectFocused, walk } from './focus';
import { allSent, COMPANY, footer, test, VAT_NUMBER } from './network';
import { daysAgo } from './work';

test.describe('a buyer whom a colleague entered under another name', () => {
  const theirs = 'Kowalski Auto Handel';

  test.beforeEach(async ({ page, colleague, connected }) => {
    await submitBuyer(colleague, VAT_NUMBER, theirs);
    await allSent(colleague);
    await submitBuyer(connected, VAT_NUMBER, COMPANY);
    await goTo(page, 'Outbox');
    await page.getByRole('button', { name: 'Compare and decide' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Already at NT24, with other data');
  });

  test('stays theirs when they are right', async ({ page, connected }) => {
    const row = page.getByRole('row', { name: /Company/ });
    await expect(row).toContainText(COMPANY);
    await expect(row).toContainText(theirs);
    await expect(footer(page)).toContainText('1 to decide');
    await page.getByRole('button', { name: 'Keep NT24’s data' }).click();
    await expect(page.getByRole('tabpanel')).toContainText('Everything sent');
    await allSent(connected);
    await goTo(page, 'Buyers');
    const kept = page.getByRole('row').filter({ has: page.getByText(theirs, { exact: true }) });
    await expect(kept).toBeVisible();
  });

  test('becomes mine when I am right, also for them', async ({ page, connected, colleague }) => {
    const send = page.getByRole('button', { name: 'Send with these choices' });
    await expect(send).toHaveAccessibleDescription('Still to choose: Company, Contact persons');
    await page.getByRole('radio', { name: /^Company Yours/ }).check();
    await expect(send).toHaveAccessibleDescription('Still to choose: Contact persons');
    await page.getByRole('button', { name: 'Choose yours everywhere' }).click();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('tabpanel')).toContainText('Everything sent');
    await allSent(connected);
    await goTo(page, 'Buyers');
    await expect(page.getByRole('row', { name: /Sp\. z o\.o\./ })).toBeVisible();
    const rows = await colleague.call('buyers', { text: '', offset: 0, limit: 1 });
    const id = rows.rows[0]?.id ?? '';
    await expect.poll(async () => (await colleague.call('buyer', { id })).row.name).toBe(COMPANY);
  });

  for (const look of ['light', 'dark'] as const) {
    for (const language of ['en', 'de'] as const) {
      test(`is told side by side, in ${look} and in ${language}`, async ({ page, connected, open }) => {
        await connected.call('change_settings', { language, appearance: look, lockAfterMinutes: 0 });
        await open();
        await page.keyboard.press('Control+4');
        await page.getByRole('button', { name: /^(Compare|Vergleichen)/ }).click();
        await expect(page.getByRole('table')).toBeVisible();
        await expect(page.locator('html')).toHaveAttribute('data-theme', look);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expectNoAxeFindings(page);
        await page.setViewportSize({ width: 480, height: 320 });
        await expectNoSidewaysScroll(page);
        await expectNoAxeFindings(page);
      });
    }
  }
});

/** A change of a buyer, as the form for it makes. */
async function change(core: Core, buyer: string, companyName: string, street: string): Promise<void> {
  const address = { street, postCode: '00-838', city: 'Warszawa', country: 'PL' };
  const saved = await core.call('save_draft', {
    id: null,
    subject: buyer,
    step: 0,
    form: { kind: 'buyerChange', body: { companyName, address } },
  });
  await core.call('submit_draft', { id: saved.id });
}

test('two who changed the same buyer are merged by field, and that can be taken back', async ({
  page,
  connected,
  colleague,
  wire,
}) => {
  const mine = await submitBuyer(connected, VAT_NUMBER, COMPANY);
  await allSent(connected);
  // The same data once more: NT24 answers with the buyer that it has.
  const theirs = await submitBuyer(colleague, VAT_NUMBER, COMPANY);
  await allSent(colleague);
  await wire.pull();
  await change(connected, mine.id, 'Kowalski Export Sp. z o.o.', 'ul. Prosta 1');
  await change(colleague, theirs.id, 'Kowalski International', 'ul. Nowa 7');
  await allSent(colleague);
  await wire.plugIn();
  await connected.call('try_now', {});
  await goTo(page, 'Outbox');
  await page.getByRole('button', { name: 'Compare and decide' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Changed at NT24 since you began');
  const company = page.getByRole('row', { name: /^Company/ });
  await expect(company.getByRole('cell')).toContainText([
    COMPANY,
    'Kowalski Export Sp. z o.o.',
    'Kowalski International',
  ]);
  const address = page.getByRole('row', { name: /^Address/ });
  await expect(address).toContainText('Changed only at NT24: accepted');
  await expect(address.getByRole('radio')).toHaveCount(0);
  await expectNoAxeFindings(page);

  // By keys alone: the arrow takes the other one, and the main button has its shortcut.
  await walk(page, 'Tab', 'Shift+Tab', 'Escape');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Outbox');
  await page.getByRole('button', { name: 'Compare and decide' }).press('Enter');
  await expectFocused(page, 'opening a conflict');
  await company.getByRole('radio').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(company.getByRole('radio').last()).toBeChecked();
  await page.keyboard.press('ArrowLeft');
  await walk(page, 'Control+Enter');
  await expect(page.getByRole('status').getByText('Your choices will be sent')).toBeVisible();
  await expectFocused(page, 'deciding a conflict');
  await walk(page, 'Control+z');
  await page.getByRole('button', { name: 'Compare and decide' }).click();
  await expect(company.getByRole('radio', { checked: true })).toHaveCount(0);

  await company.getByRole('radio', { name: /Yours/ }).check();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('tabpanel')).toContainText('Everything sent');
  await allSent(connected);
  await expect
    .poll(async () => (await colleague.call('buyer', { id: theirs.id })).row.name)
    .toBe('Kowalski Export Sp. z o.o.');
});

test('a pickup that was confirmed with another driver is shown, and kept as a draft', async ({
  page,
  connected,
  novatrade24,
  wire,
}) => {
  const today = daysAgo(0);
  const buyer = await submitBuyer(connected, VAT_NUMBER, COMPANY);
  const order = await submitOrder(connected, buyer.id, 'NL-7');
  await allSent(connected);
  await novatrade24.release('NL-7', today);
  await connected.call('try_now', {});
  await expect
    .poll(async () => (await connected.call('order', { id: order.id })).payment?.readyForPickup)
    .toBe(true);
  await wire.pull();
  const nowhere = { street: '', postCode: '', city: '', country: '' };
  const pickup = { pickupDate: today, driver: 'Anna Nowak', collectionAddress: nowhere, papers: [] };
  const saved = await connected.call('save_draft', {
    id: null,
    subject: order.id,
    step: 0,
    form: { kind: 'pickup', body: { ...pickup, pickupKind: 'companyTransport' } },
  });
  await connected.call('submit_draft', { id: saved.id });
  await novatrade24.confirmPickup('NL-7', today, 'Jan Kowalski');
  await wire.plugIn();
  await connected.call('try_now', {});
  await goTo(page, 'Outbox');
  await page.getByRole('button', { name: 'Compare and decide' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This step is already confirmed');
  const driver = page.getByRole('row', { name: /^Driver/ });
  await expect(driver.getByRole('cell')).toContainText(['Anna Nowak', 'NT24 does not show it']);
  // What is right is not said by a colour alone, and nothing can be sent in its place.
  await expect(driver.getByRole('radio', { name: /Yours/ })).toBeDisabled();
  await expectNoAxeFindings(page);
  await page.getByRole('button', { name: 'Keep your data as a new draft' }).click();
  await allSent(connected);
  await goTo(page, 'Drafts');
  await expect(page.getByRole('main')).toContainText('NL-7');
});
