import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Core, expect, expectNoAxeFindings, goTo, submitBuyer, test } from './fixtures';
import { Sandbox } from './sandbox';
import { createOrder, field, goOn, ORDER, stepAt } from './work';

const BUYER = { vat: 'PL 526-025-02-74', name: 'Kowalski Auto Handel Sp. z o.o.' };

/** Fills in the wizard up to the question who checks the buyer. */
async function fillCompany(page: Page): Promise<void> {
  await page.keyboard.press('n');
  await field(page, 'vatNumber').fill(BUYER.vat);
  await goOn(page);
  await field(page, 'companyName').fill(BUYER.name);
  await field(page, 'address.street').fill('ul. Marszałkowska 12');
  await field(page, 'address.postCode').fill('00-590');
  await field(page, 'address.city').fill('Warszawa');
  await goOn(page);
  await expect(page.getByRole('heading', { name: 'Who should we contact?' })).toBeVisible();
  await goOn(page);
  await expect(page.getByRole('group', { name: 'Who checks the buyer?' })).toBeVisible();
}

/** Onboards the buyer for Novatrade24 to check, and waits for his page. */
async function onboardForNt24(page: Page): Promise<void> {
  await page.keyboard.press('Control+1');
  await fillCompany(page);
  await page.getByRole('radio', { name: /^NT24 checks the buyer/ }).check();
  await expect(page.getByText('Which documents do you have?')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Choose files' })).toHaveCount(0);
  await goOn(page);
  await expect(page.getByRole('heading', { name: 'Check and send' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('NT24 checks the buyer');
  await goOn(page);
  await expect(page.getByRole('heading', { level: 1, name: BUYER.name })).toBeVisible();
}

/** What the program has put into the clipboard, or opened in the browser. */
const noted = async (core: Core, name: string) => readFile(join(core.saved, name), 'utf8').catch(() => '');

async function play(page: Page, act: string): Promise<void> {
  const toggle = page.getByRole('button', { name: 'Play the other side' });
  await toggle.click();
  const panel = page.getByRole('complementary', { name: 'Sandbox: the other side' });
  await panel.getByRole('button', { name: act }).click();
  await expect(panel.getByRole('status').last()).toContainText(`Done: ${act}`);
  await toggle.click();
}

test('an identity check by keyboard: started, passed on, passed, and its profile', async ({
  page,
  sandbox,
}) => {
  await onboardForNt24(page);
  const start = page.getByRole('button', { name: 'Start identity check' });
  await expect(start).toBeFocused();
  await expectNoAxeFindings(page);
  await page.keyboard.press('Control+Enter');

  const copy = page.getByRole('button', { name: 'Copy link' });
  await expect(copy).toBeFocused();
  await expectNoAxeFindings(page);
  await page.keyboard.press('Control+Enter');
  await expect(stepAt(page, 'The buyer has not finished the identity check yet')).toContainText(
    'waits for the buyer',
  );
  await expect.poll(() => noted(sandbox, 'clipboard.txt')).toContain('/idenfy/');
  await page.getByRole('button', { name: 'Open in the browser' }).click();
  await expect.poll(() => noted(sandbox, 'browser.txt')).toBe(await noted(sandbox, 'clipboard.txt'));
  await expect(page.locator('body')).not.toContainText('idenfy');
  await expectNoAxeFindings(page);

  // The buyer follows the link, in a browser of his own.
  const visit = await fetch(await noted(sandbox, 'clipboard.txt'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'aml=CLEAR&outcome=VERIFIED',
  });
  expect(visit.status).toBe(200);
  await expect(stepAt(page, 'Identity verified')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Identity check: Verified');
  await page.getByRole('button', { name: 'Save profile' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  expect((await readFile(join(sandbox.saved, 'kyc-profile-PL5260250274.pdf'))).subarray(0, 4)).toEqual(
    Buffer.from('%PDF'),
  );
  await page.getByRole('button', { name: 'Open profile' }).click();
  await expectNoAxeFindings(page);
});

test('a rejected check, and one whose link has run out, are started again', async ({ page, sandbox }) => {
  await onboardForNt24(page);
  await page.getByRole('button', { name: 'Start identity check' }).click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(stepAt(page, 'has not finished the identity check')).toBeVisible();
  const first = await noted(sandbox, 'clipboard.txt');

  await play(page, '30 days on');
  const unused = stepAt(page, 'The buyer has not begun the identity check');
  await expect(unused).toContainText('was not used yet, or has run out');
  await page.getByRole('button', { name: 'Get a new link' }).click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect.poll(() => noted(sandbox, 'clipboard.txt')).not.toBe(first);
  await expect(stepAt(page, 'has not finished the identity check')).toBeVisible();

  await play(page, 'Identity rejected');
  const rejected = stepAt(page, 'Novatrade24 has rejected the buyer’s identity check');
  await expect(rejected).toContainText('The buyer can try again with a new link');
  await expect(page.getByRole('button', { name: 'Start again' })).toBeVisible();
  await expectNoAxeFindings(page);
});

test('an organization that may not check buyers itself onboards one all the same', async ({
  page,
  core,
  open,
}) => {
  const nt24 = await Sandbox.start();
  await nt24.forbid('allowMarketplaceLedKyc');
  await core.call('connect', nt24.credentials);
  await open();
  await page.keyboard.press('Control+1');
  await fillCompany(page);
  await expect(page.getByRole('radio', { name: /^We check/ })).toBeDisabled();
  await expect(page.getByRole('radio', { name: /^NT24 checks the buyer/ })).toBeChecked();
  await expectNoAxeFindings(page);
  await goOn(page);
  await expect(page.getByRole('heading', { name: 'Check and send' })).toBeVisible();
  await goOn(page);
  await expect(page.getByRole('button', { name: 'Start identity check' })).toBeVisible();
  await nt24.end();
});

test('from the row of an order to the start of the check in two inputs', async ({ page, sandbox }) => {
  await onboardForNt24(page);
  await createOrder(page);
  await goTo(page, 'Orders');
  const row = page.getByRole('row').filter({ hasText: ORDER });
  await expect(page.getByRole('main')).toContainText('The buyer has not finished the identity check yet');
  await row.click();
  await expect(page.getByRole('button', { name: 'Open the buyer' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: 'Start identity check' })).toBeFocused();
  expect((await sandbox.call('outbox', {})).entries).toEqual([]);
});

test('the check of a buyer is handed over for good, after a question and a time to undo', async ({
  page,
  sandbox,
}) => {
  const { id } = await submitBuyer(sandbox, 'PL5260250995', 'Kowalski Auto Handel');
  await expect.poll(async () => (await sandbox.call('buyer', { id })).canUpgrade).toBe(true);
  await page.keyboard.press('Control+1');
  await page.getByRole('row').filter({ hasText: 'Kowalski' }).click();
  await page.getByRole('button', { name: 'Let Novatrade24 check' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('There is no way back');
  await expectNoAxeFindings(page);
  await dialog.getByRole('button', { name: 'Hand over for good' }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: 'Let Novatrade24 check' })).toBeVisible();
  expect((await sandbox.call('outbox', {})).entries).toEqual([]);

  await page.getByRole('button', { name: 'Let Novatrade24 check' }).click();
  await dialog.getByRole('button', { name: 'Hand over for good' }).click();
  await expect(page.getByRole('button', { name: 'Start identity check' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Let Novatrade24 check' })).toHaveCount(0);
});
