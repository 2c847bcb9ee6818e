import { expect, expectNoAxeFindings, submitBuyer, test } from './fixtures';
import { field } from './work';

test('contact persons are read for a purpose that is asked for once', async ({ page, sandbox }) => {
  const { id } = await submitBuyer(sandbox, 'PL5260250995', 'Kowalski Auto Handel');
  await expect.poll(async () => (await sandbox.call('buyer', { id })).canReadContacts).toBe(true);
  await page.keyboard.press('Control+1');
  await page.getByRole('row').filter({ hasText: 'Kowalski' }).click();
  const main = page.getByRole('main');
  await expect(main).toContainText('Only those that this desk knows.');
  await main.getByRole('button', { name: 'Read from Novatrade24' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('logs each reading of contact persons');
  await expect(field(page, 'purpose')).toHaveValue('CONTRACT_EXECUTION');
  await expectNoAxeFindings(page);
  await field(page, 'purpose').fill('für die Rechnung');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('Plain letters, digits and signs');
  await field(page, 'purpose').fill('INVOICING');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(main).toContainText('As Novatrade24 had them on');
  await expect(main).toContainText('Purpose: INVOICING.');
  await expect(main).toContainText('Contact persons read: INVOICING');
  await expectNoAxeFindings(page);
  // The next time nothing is asked.
  await main.getByRole('button', { name: 'Read from Novatrade24' }).click();
  const readings = async () => {
    const { history } = await sandbox.call('buyer', { id });
    return history.filter(({ fact }) => fact.key === 'contacts.read').length;
  };
  await expect.poll(readings).toBe(2);
  await expect(dialog).toHaveCount(0);
});
