import { expect, expectNoAxeFindings, submitBuyer, submitOrder, test } from './fixtures';
import { field } from './work';

test('a buyer is blocked with a reason, which can be undone, and unblocked', async ({ page, sandbox }) => {
  const { id } = await submitBuyer(sandbox, 'PL5260250995', 'Kowalski Auto Handel');
  await submitOrder(sandbox, id, 'A-1');
  await expect.poll(async () => (await sandbox.call('outbox', {})).entries.length).toBe(0);
  await expect.poll(async () => (await sandbox.call('buyer', { id })).canBlock).toBe(true);
  await page.keyboard.press('Control+1');
  await page.getByRole('row').filter({ hasText: 'Kowalski' }).click();
  const main = page.getByRole('main');
  const dialog = page.getByRole('dialog');
  const ask = async () => {
    await main.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Block for new orders' }).click();
  };
  await ask();
  await expect(dialog).toContainText('1 running order goes on as before');
  await expect(field(page, 'reason')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await page.keyboard.type('Unpaid invoices');
  await expect(dialog).toContainText('15 of 500 characters');
  await expectNoAxeFindings(page);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(main).toContainText('Will be blocked as soon as it is sent.');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(main).not.toContainText('Will be blocked');
  expect((await sandbox.call('outbox', {})).entries).toEqual([]);

  await ask();
  await page.keyboard.type('Unpaid invoices');
  await page.keyboard.press('Enter');
  await expect(main).toContainText('Blocked, on');
  await expect(main).toContainText('Unpaid invoices');
  await expect(page.getByRole('row').filter({ hasText: 'Kowalski' })).toContainText('Blocked');
  await expect(main.getByRole('button', { name: 'New order' })).toBeDisabled();
  await expectNoAxeFindings(page);

  await main.getByRole('button', { name: 'Unblock' }).click();
  await page.keyboard.type('Paid');
  await page.keyboard.press('Enter');
  await expect(main.getByRole('button', { name: 'New order' })).toBeEnabled();
  await expect
    .poll(async () =>
      (await sandbox.call('buyer', { id })).history.some(
        ({ fact }) => fact.params['operation'] === 'unblockBuyer' && fact.key === 'sent',
      ),
    )
    .toBe(true);
  expect((await sandbox.call('buyer', { id })).row.blocked).toBe(false);
});
