import { expect, expectNoAxeFindings, expectNoSidewaysScroll, goTo, submitBuyer, test } from './fixtures';

test('a newcomer is in the sandbox with one click', async ({ page, open }) => {
  await open();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Every car across the border, with every document',
  );
  await expectNoAxeFindings(page);
  await page.getByRole('button', { name: 'Start the sandbox' }).click();
  await expect(page.getByRole('navigation', { name: 'Waybill' })).toContainText('Sandbox');
  await expect(page.getByRole('contentinfo')).toContainText('Connected');
  await expectNoAxeFindings(page);
});

test('a known connection is opened again with one click, and its data is there', async ({
  page,
  open,
  core,
}) => {
  await core.call('start_sandbox', {});
  await submitBuyer(core, 'PL5260250995', 'Kowalski Auto Handel');
  await core.call('close_connection', {});
  await open();
  const known = page.getByRole('region', { name: 'Open a connection' });
  await expectNoAxeFindings(page);
  await known.getByRole('button').click();
  await expect(page.getByRole('contentinfo')).toContainText('Connected');
  await goTo(page, 'Buyers');
  await expect(page.getByRole('row', { name: /Kowalski Auto Handel/ })).toBeVisible();
});

test.describe('the form for Novatrade24', () => {
  test.beforeEach(async ({ page, open }) => {
    await open();
    await page.getByRole('button', { name: 'Connect …' }).click();
  });

  test('says what is missing, at the field', async ({ page }) => {
    await expect(page.getByLabel('Client id')).toBeFocused();
    await page.getByRole('button', { name: 'Connect', exact: false }).last().click();
    await expect(page.getByLabel('Client id')).toHaveAccessibleDescription('Required');
    await expect(page.getByLabel('Client secret', { exact: true })).toHaveAccessibleDescription('Required');
    await expectNoAxeFindings(page);
  });

  test('tells an address that is none from one where nobody answers', async ({ page }) => {
    await page.getByLabel('Client id').fill('nt24-client');
    await page.getByLabel('Client secret', { exact: true }).fill('x'.repeat(64));
    await page.getByText('Addresses').click();
    await page.getByLabel('Address of the API').fill('http://api.example.com/v1');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(page.getByRole('alert')).toContainText('not an address of NT24');
    await expectNoAxeFindings(page);

    await page.getByLabel('Address of the API').fill('https://127.0.0.1:9/v1');
    await page.getByLabel('Address for tokens').fill('https://127.0.0.1:9/token');
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Send to these servers' }).click();
    await expect(page.getByRole('alert')).toContainText('NT24 cannot be reached');
    // Nothing that was typed is lost.
    await expect(page.getByLabel('Client id')).toHaveValue('nt24-client');
  });

  test('shows the secret only when asked', async ({ page }) => {
    const secret = page.getByLabel('Client secret', { exact: true });
    await expect(secret).toHaveAttribute('type', 'password');
    await page.getByRole('button', { name: 'Show: Client secret' }).click();
    await expect(secret).toHaveAttribute('type', 'text');
  });
});

test.describe('with a locked keychain', () => {
  test.use({ keychain: 'locked' });

  test('a passphrase can be used instead', async ({ page, open }) => {
    await open();
    await page.getByRole('button', { name: 'Start the sandbox' }).click();
    await expect(page.getByRole('alert')).toContainText('The keychain of this computer is locked');
    await page.getByRole('button', { name: 'Use a passphrase instead' }).click();
    const dialog = page.getByRole('dialog', { name: 'Protect the data with a passphrase' });
    await dialog.getByLabel('Passphrase', { exact: true }).fill('for example four words');
    await dialog.getByLabel('Repeat the passphrase', { exact: true }).fill('for example four words');
    await dialog.getByRole('button', { name: 'Set passphrase' }).click();
    await expect(page.getByRole('contentinfo')).toContainText('Connected');
    await goTo(page, 'Settings');
    await expect(page.getByText('Protected by your passphrase')).toBeVisible();
  });
});

test.describe('without a keychain', () => {
  test.use({ keychain: 'none' });

  test('a passphrase is set, and asked for at the next start', async ({ page, open, core }) => {
    await open();
    await page.getByRole('button', { name: 'Start the sandbox' }).click();
    const dialog = page.getByRole('dialog', { name: 'Protect the data with a passphrase' });
    const field = dialog.getByLabel('Passphrase', { exact: true });
    const again = dialog.getByLabel('Repeat the passphrase', { exact: true });
    await field.fill('short');
    await field.press('Enter');
    await expect(field).toHaveAccessibleDescription('Use at least 10 characters');
    await field.fill('for example four words');
    await again.fill('four words are bitter');
    await again.press('Enter');
    await expect(again).toHaveAccessibleDescription('The two passphrases are not the same');
    await expectNoAxeFindings(page);
    await again.fill('for example four words');
    await again.press('Enter');
    await expect(page.getByRole('contentinfo')).toContainText('Connected');
    await goTo(page, 'Settings');
    await expect(page.getByText('Protected by your passphrase')).toBeVisible();

    await core.restart();
    await open();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('is locked');
    await expectNoAxeFindings(page);
    const unlock = page.getByLabel('Passphrase', { exact: true });
    await unlock.fill('four words are worse');
    await unlock.press('Enter');
    await expect(page.getByRole('alert')).toContainText('The passphrase is not correct');
    await expect(unlock).toBeFocused();
    await unlock.fill('for example four words');
    await unlock.press('Enter');
    await expect(page.getByRole('contentinfo')).toContainText('Connected');
  });
});

for (const look of ['light', 'dark'] as const) {
  for (const language of ['en', 'de'] as const) {
    test(`the first screens can be read in ${look} and in ${language}, also in large text`, async ({
      page,
      open,
      core,
    }) => {
      await core.call('change_settings', { language, appearance: look, lockAfterMinutes: 0 });
      await page.setViewportSize({ width: 480, height: 320 });
      await open();
      await expect(page.locator('html')).toHaveAttribute('data-theme', look);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expectNoSidewaysScroll(page);
      await expectNoAxeFindings(page);
      await page.getByRole('button', { name: language === 'en' ? 'Connect …' : 'Verbinden …' }).click();
      await page.locator('summary').click();
      await expectNoSidewaysScroll(page);
      await expectNoAxeFindings(page);
    });
  }
}
