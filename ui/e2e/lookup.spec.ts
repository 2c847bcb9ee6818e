import { expect, expectNoAxeFindings, submitBuyer, test } from './fixtures';
import { Sandbox, Wire } from './sandbox';
import { field, goOn } from './work';

const COMPANY = 'Kowalski Auto Handel';

test('a number that Novatrade24 knows is told while the form goes on, and taken over by one key', async ({
  page,
  core,
  open,
}) => {
  const nt24 = await Sandbox.start();
  await nt24.createBuyer('PL5260250995', COMPANY);
  await core.call('connect', nt24.credentials);
  await open();
  await page.keyboard.press('Control+1');
  await page.keyboard.press('n');
  await expect(field(page, 'vatNumber')).toBeFocused();
  await page.keyboard.type('PL 526 025 02 74');
  await expect(page.getByText('Not known at Novatrade24 yet')).toBeVisible();

  await field(page, 'vatNumber').fill('PL 526 025 09 95');
  // It waits for no answer.
  await page.keyboard.press('Enter');
  await expect(field(page, 'companyName')).toBeFocused();
  const known = page.getByRole('status').filter({ hasText: 'Novatrade24 knows this buyer already' });
  await expect(known).toContainText(COMPANY);
  await page.keyboard.type('Kowalski GmbH');
  await field(page, 'address.street').fill('ul. Prosta 1');
  await field(page, 'address.postCode').fill('00-838');
  await field(page, 'address.city').fill('Warszawa');
  await goOn(page);
  await expect(page.getByRole('heading', { name: 'Who should we contact?' })).toBeVisible();
  await goOn(page);
  await expect(page.getByRole('group', { name: 'Who checks the buyer?' })).toBeVisible();
  await goOn(page);
  await expect(known).toContainText('Company: Kowalski GmbH → Kowalski Auto Handel');
  await expectNoAxeFindings(page);
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('heading', { level: 1, name: COMPANY })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Buyer taken over from Novatrade24');
  expect((await core.call('drafts', {})).rows).toEqual([]);
  expect((await core.call('outbox', {})).entries).toEqual([]);
  await nt24.end();
});

test('a buyer who is here is opened by the same key', async ({ page, sandbox }) => {
  await submitBuyer(sandbox, 'PL5260250995', COMPANY);
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('row').filter({ hasText: COMPANY })).toBeVisible();
  await page.keyboard.press('n');
  await expect(field(page, 'vatNumber')).toBeFocused();
  await page.keyboard.type('PL 526 025 09 95');
  await expect(page.getByText(`This buyer already exists: ${COMPANY}`)).toBeVisible();
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('heading', { level: 1, name: COMPANY })).toBeVisible();
});

test('without a connection it says that nobody was asked', async ({ page, core, open }) => {
  const nt24 = await Sandbox.start();
  const wire = await Wire.to(nt24);
  await core.call('connect', wire.credentials);
  await open();
  await wire.pull();
  await page.keyboard.press('Control+1');
  await page.keyboard.press('n');
  await expect(field(page, 'vatNumber')).toBeFocused();
  await page.keyboard.type('PL 526 025 09 95');
  await expect(page.getByText('Not looked up at Novatrade24: no connection')).toBeVisible();
  await expectNoAxeFindings(page);
  await page.keyboard.press('Enter');
  await expect(field(page, 'companyName')).toBeFocused();
  await nt24.end();
});
