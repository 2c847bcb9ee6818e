import { expect, expectNoAxeFindings, submitBuyer, test } from './fixtures';

test('the other side of the sandbox is played beside the screen', async ({ page, sandbox }) => {
  const { id } = await submitBuyer(sandbox, 'PL5260250995', 'Kowalski Auto Handel');
  await page.getByRole('link', { name: 'Skip to the content' }).waitFor({ state: 'attached' });
  const toggle = page.getByRole('button', { name: 'Play the other side' });
  await toggle.click();
  const panel = page.getByRole('complementary', { name: 'Sandbox: the other side' });
  await expect(panel).toContainText('Open an order or a buyer to act as staff on it.');
  await expectNoAxeFindings(page);
  const before = (await sandbox.call('sandbox_panel', {})).now;
  await panel.getByRole('button', { name: '7 days on' }).click();
  await expect(panel.getByRole('status').last()).toContainText('Done: 7 days on');
  expect((await sandbox.call('sandbox_panel', {})).now > before).toBe(true);
  await panel.getByRole('button', { name: 'Make sample papers' }).click();
  await expect.poll(async () => (await sandbox.call('loose_files', {})).files.length).toBe(7);
  await expect.poll(async () => (await sandbox.call('buyer', { id })).row.unseen).toBe(false);
  await toggle.click();
  await expect(panel).toHaveCount(0);
});

test('a sandbox begins with a dealership if the user wants to', async ({ page, open, core }) => {
  await open();
  await page.getByLabel('Your name').fill('Erika Beispiel');
  await page.getByRole('button', { name: 'Start with a demo dealership' }).click();
  await expect(page.getByRole('navigation', { name: 'Waybill' })).toContainText('Sandbox');
  expect((await core.call('session', {})).settings.name).toBe('Erika Beispiel');
  const wanted = { text: '', filter: 'all', sort: 'newest', offset: 0, limit: 1 } as const;
  await expect.poll(async () => (await core.call('orders', wanted)).total).toBe(120);
});
