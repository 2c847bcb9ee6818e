import { expect, expectNoAxeFindings, goTo, submitBuyer, test } from './fixtures';

const VAT_NUMBER = 'PL5260250995';
const COMPANY = 'Kowalski Auto Handel Sp. z o.o.';

test('says that everything is sent, and what will stand here', async ({ page, sandbox: _ }) => {
  await goTo(page, 'Outbox');
  await expect(page.getByRole('tabpanel')).toContainText('Everything sent');
  await expectNoAxeFindings(page);
  await page.getByRole('tab', { name: 'Receipts' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('No receipts yet');
  await expectNoAxeFindings(page);
});

test('what is sent offline waits, is counted everywhere, and leaves a receipt later', async ({
  page,
  sandbox,
}) => {
  await sandbox.call('set_sandbox_network', { up: false });
  await submitBuyer(sandbox, VAT_NUMBER, COMPANY);
  await goTo(page, 'Outbox');
  const first = page.getByRole('article', { name: new RegExp(`Buyer.*${COMPANY.slice(0, 8)}`) }).first();
  await expect(first).toContainText('Waiting');
  await expect(page.getByRole('contentinfo')).toContainText('waiting');
  await expect(page.getByRole('contentinfo')).toContainText('Offline');
  await expectNoAxeFindings(page);

  const network = page.getByRole('contentinfo').getByRole('switch', { name: 'Network' });
  await network.click();
  await expect(network).toBeChecked();
  await expect(page.getByRole('tabpanel')).toContainText('Everything sent');
  await page.getByRole('tab', { name: 'Receipts' }).click();
  const receipts = page.getByRole('grid', { name: 'Receipts' });
  await expect(receipts.getByRole('row').filter({ hasText: COMPANY }).last()).toContainText('201 created');
  await expectNoAxeFindings(page);

  await receipts.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const receipt = page.getByRole('dialog', { name: 'Receipt' });
  await expect(receipt).toContainText('Request id');
  await expectNoAxeFindings(page);
  await receipt.getByRole('button', { name: `Open ${COMPANY}` }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(COMPANY);
});

test('an entry that was not sent can be withdrawn, after a question', async ({ page, sandbox }) => {
  await sandbox.call('set_sandbox_network', { up: false });
  await submitBuyer(sandbox, VAT_NUMBER, COMPANY);
  await goTo(page, 'Outbox');
  const entries = page.getByRole('article');
  await expect(entries).not.toHaveCount(0);
  const before = await entries.count();
  await entries.last().getByRole('button', { name: 'Withdraw …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Withdraw this entry?' });
  await expectNoAxeFindings(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(entries).toHaveCount(before);
  await entries.last().getByRole('button', { name: 'Withdraw …' }).click();
  await dialog.getByRole('button', { name: 'Withdraw' }).click();
  await expect(entries).toHaveCount(before - 1);
});

test('a question that was cancelled can be asked again at once', async ({ page, sandbox }) => {
  await sandbox.call('set_sandbox_network', { up: false });
  await submitBuyer(sandbox, VAT_NUMBER, COMPANY);
  await goTo(page, 'Outbox');
  const withdraw = page.getByRole('article').last().getByRole('button', { name: 'Withdraw …' });
  await withdraw.click();
  const dialog = page.getByRole('dialog', { name: 'Withdraw this entry?' });
  const cancel = await dialog.getByRole('button', { name: 'Cancel' }).elementHandle();
  // Faster than the browser tells of the close, which is what a double click does.
  await withdraw.evaluate(async (again: HTMLElement, first) => {
    (first as HTMLElement | null)?.click();
    await Promise.resolve();
    again.click();
    await new Promise((later) => setTimeout(later, 100));
  }, cancel);
  await expect(dialog).toBeVisible();
});

test('nothing leaves while sending is paused, and everything goes on in its order', async ({
  page,
  sandbox,
}) => {
  await goTo(page, 'Outbox');
  await page.getByRole('button', { name: 'Pause sending' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Sending is paused' })).toBeVisible();
  await submitBuyer(sandbox, VAT_NUMBER, COMPANY);
  const queue = page.getByRole('region', { name: 'Queue' });
  await expect(queue.getByRole('article').first()).toContainText('Position 1 in the queue');
  await expect(queue.getByRole('article').nth(1)).toContainText(`Sent after: Buyer ${COMPANY}`);
  await expect(page.getByRole('contentinfo')).toContainText('Sending paused');
  await expectNoAxeFindings(page);
  await page.waitForTimeout(1500);
  expect((await sandbox.call('outbox', {})).receipts).toEqual([]);

  await page.getByRole('button', { name: 'Continue sending' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('Everything sent');
  await expect(page.getByRole('contentinfo')).not.toContainText('Sending paused');
});
