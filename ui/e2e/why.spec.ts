import { expect, expectNoAxeFindings, goTo, test } from './fixtures';
import { field } from './work';

test('a finding tells on request why, from which source and what to do', async ({
  page,
  sandbox: _,
}, info) => {
  await goTo(page, 'Buyers');
  await page.getByRole('main').getByRole('button', { name: 'Onboard a buyer' }).last().click();
  await field(page, 'vatNumber').fill('NL805734958B1');
  await page.keyboard.press('Tab');
  const why = page.getByRole('button', { name: 'Why? Incomplete. Probably NL805734958B01' });
  await expect(why).toBeVisible();
  // It came when the field was left: from the field, it is the next control.
  await field(page, 'vatNumber').focus();
  await page.keyboard.press('Tab');
  await expect(why).toBeFocused();
  const panel = page.getByRole('note').filter({ hasText: 'Use the offer only after comparing it' });
  await expect(panel).toBeHidden();

  await page.keyboard.press('Enter');
  await expect(panel).toBeVisible();
  await expect(panel).toContainText('Source: VIES, formats of VAT numbers');
  await expect(panel).toBeInViewport({ ratio: 1 });
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expectNoAxeFindings(page);
    await page.screenshot({ path: info.outputPath(`${scheme}.png`) });
  }
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(why).toBeFocused();

  // A click elsewhere closes it, too.
  await why.click();
  await expect(panel).toBeVisible();
  await page.getByRole('heading', { level: 1 }).click();
  await expect(panel).toBeHidden();
});
