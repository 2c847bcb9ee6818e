import type { Page } from '@playwright/test';
import { expect, expectNoAxeFindings, goTo, submitBuyer, test } from './fixtures';
import { field } from './work';

const COMPANY = 'Kowalski Auto Handel Sp. z o.o.';

/** Everything that a reader of the page's memory of itself could find: texts, fields, titles. */
function told(page: Page): Promise<string> {
  return page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll('input, textarea')].map((one) => (one as HTMLInputElement).value),
    ].join('\n'),
  );
}

/** Opens the page anew, and moves the mouse over it. */
async function comeBack(page: Page): Promise<void> {
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.mouse.move(200, 200);
}

test('the lock takes the data off the screen, and one goes on where one was', async ({ page, sandbox }) => {
  await submitBuyer(sandbox, 'PL5260250995', COMPANY);
  await goTo(page, 'Buyers');
  await page.keyboard.press('n');
  await field(page, 'vatNumber').fill('DE129273398');
  // At once after the last key stroke: it is saved before anything is locked.
  await page.keyboard.press('Control+l');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('is locked');
  const shown = await told(page);
  expect(shown).not.toContain('Kowalski');
  expect(shown).not.toMatch(/129 ?273 ?398/);
  await expectNoAxeFindings(page);
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(field(page, 'vatNumber')).toHaveValue('DE 129 273 398');
  await expect(page.getByRole('contentinfo')).toContainText('Connected');
});

test('the time until the lock is chosen, and a person who is there is not locked out', async ({
  page,
  sandbox,
}) => {
  await goTo(page, 'Settings');
  const heard = page.waitForRequest((request) => request.postData()?.includes('still_here') ?? false);
  const after = page.getByLabel('Lock after inactivity');
  // The choice stands while the core takes its time.
  await page.route('**/call', async (route) => {
    if (route.request().postData()?.includes('change_settings')) {
      await new Promise((later) => setTimeout(later, 500));
    }
    await route.continue();
  });
  await after.selectOption({ label: '5 minutes' });
  await page.waitForTimeout(100);
  expect(await after.inputValue()).toBe('5');
  await expect.poll(async () => (await sandbox.call('session', {})).settings.lockAfterMinutes).toBe(5);
  await expect(after).toHaveValue('5');
  await comeBack(page);
  await heard;
});

test('the key moves under a passphrase, which the lock then asks for', async ({ page, sandbox: _ }) => {
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Protect with a passphrase …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Protect the data with a passphrase' });
  await expectNoAxeFindings(page);
  await dialog.getByLabel('Passphrase', { exact: true }).fill('for example four words');
  await dialog.getByLabel('Repeat the passphrase', { exact: true }).fill('for example four words');
  await dialog.getByRole('button', { name: 'Protect', exact: true }).click();
  await expect(page.getByText('Protected by your passphrase')).toBeVisible();
  await page.getByRole('button', { name: 'Lock', exact: true }).click();

  const passphrase = page.getByLabel('Passphrase', { exact: true });
  await expect(passphrase).toBeFocused();
  await expectNoAxeFindings(page);
  await passphrase.fill('four words are worse');
  await passphrase.press('Enter');
  await expect(page.getByRole('alert')).toContainText('The passphrase is not correct');
  await passphrase.fill('for example four words');
  await passphrase.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
});
