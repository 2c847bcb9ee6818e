import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, expectNoAxeFindings, expectNoSidewaysScroll, goTo, submitBuyer, test } from './fixtures';
import type { Core } from './fixtures';
import type { Page } from '@playwright/test';
import { allSent, footer } from './network';

const COMPANY = 'Kowalski Auto Handel Sp. z o.o.';

async function openData(page: Page): Promise<void> {
  await goTo(page, 'Settings');
  await page.getByRole('tab', { name: 'Data' }).click();
}

/** Overwrites the middle of the database while no program has it open, as a failing disk does. */
async function damage(core: Core): Promise<void> {
  const names = await readdir(core.data, { recursive: true });
  const name = names.find((one) => one.endsWith('waybill.db'));
  if (name === undefined) throw new Error(`no database among ${names.join(', ')}`);
  const bytes = await readFile(join(core.data, name));
  bytes.fill(0x5a, 4096);
  await writeFile(join(core.data, name), bytes);
}

test('a backup is made, and brings back what was there', async ({ page, sandbox }) => {
  await openData(page);
  const backups = page.getByRole('region', { name: 'Backups' });
  await submitBuyer(sandbox, 'PL5260250995', COMPANY);
  await backups.getByRole('button', { name: 'Back up now' }).click();
  const asked = backups.getByRole('listitem').filter({ hasText: 'Made by you' });
  await expect(asked).toHaveCount(1);
  await expectNoAxeFindings(page);

  await submitBuyer(sandbox, 'FR40303265045', 'Dupont Automobiles');
  await asked.getByRole('button', { name: /^Restore the backup of/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Go back to this backup?' });
  await expect(dialog).toContainText('Nothing is sent twice');
  await expectNoAxeFindings(page);
  await dialog.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The backup was restored' })).toBeVisible();
  await expect(backups.getByRole('listitem').filter({ hasText: 'Before a restore' })).toHaveCount(1);
  await goTo(page, 'Buyers');
  await expect(page.getByRole('row', { name: new RegExp(COMPANY) })).toBeVisible();
});

test('what waited in a backup is asked about, because it may have been sent since', async ({
  page,
  sandbox,
}) => {
  const buyer = await submitBuyer(sandbox, 'PL5260250995', COMPANY);
  await allSent(sandbox);
  await sandbox.call('set_sandbox_network', { up: false });
  const person = { firstName: 'Anna', lastName: 'Nowak', email: 'anna@example.com', phone: '' };
  const contact = await sandbox.call('save_draft', {
    id: null,
    subject: buyer.id,
    step: 0,
    form: { kind: 'contact', body: { person } },
  });
  await sandbox.call('submit_draft', { id: contact.id });
  await openData(page);
  const backups = page.getByRole('region', { name: 'Backups' });
  await backups.getByRole('button', { name: 'Back up now' }).click();
  const asked = backups.getByRole('listitem').filter({ hasText: 'Made by you' });
  await expect(asked).toHaveCount(1);
  await sandbox.call('set_sandbox_network', { up: true });
  await allSent(sandbox);

  await asked.getByRole('button', { name: /^Restore the backup of/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await expect(footer(page)).toContainText('1 to decide');
  await expect(footer(page)).toContainText('Sending paused');
  await sandbox.call('pause_outbox', { paused: false });
  await goTo(page, 'Outbox');
  const entry = page.getByRole('article', { name: new RegExp(COMPANY) });
  await expect(entry).toContainText('It may have arrived');
  await expect(entry).toContainText('An earlier attempt may still arrive until');
  // Nobody knows when it left: for an hour it is not sent under another key.
  await expect(entry.getByRole('button', { name: 'It did not arrive: send again' })).toHaveCount(0);
  await expectNoAxeFindings(page);
  await entry.getByRole('button', { name: 'It arrived' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('Everything sent');
});

test('the data is checked, and how long copies are kept is remembered', async ({ page, sandbox }) => {
  await openData(page);
  const check = page.getByRole('region', { name: 'Data check' });
  await expect(check).toContainText('Not checked yet');
  await check.getByRole('button', { name: 'Check now' }).click();
  await expect(check).toContainText('No damage found');
  const keep = page.getByLabel('Keep local copies for');
  await expect(keep).toHaveValue('0');
  await keep.selectOption({ label: '30 days' });
  await expect.poll(async () => (await sandbox.call('data_safety', {})).localDays).toBe(30);
  await page.setViewportSize({ width: 960, height: 640 });
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);
});

test('data that is damaged opens again from a backup', async ({ page, sandbox, open }) => {
  await submitBuyer(sandbox, 'PL5260250995', COMPANY);
  await sandbox.call('back_up_now', {});
  await sandbox.call('close_connection', {});
  await damage(sandbox);
  await open();
  await page.getByRole('region', { name: 'Open a connection' }).getByRole('button').click();
  await expect(page.getByRole('alert')).toContainText('The data on this computer is damaged');
  await expectNoAxeFindings(page);
  const backups = page.getByRole('region', { name: 'Restore from a backup' });
  await backups
    .getByRole('button', { name: /^Restore the backup of/ })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('contentinfo')).toContainText('Connected');
  await goTo(page, 'Buyers');
  await expect(page.getByRole('row', { name: new RegExp(COMPANY) })).toBeVisible();
});

test('a daily backup that cannot be made is told until there is one', async ({ page, core, open }) => {
  const { stage } = await core.call('start_sandbox', {});
  const connection = stage.at === 'open' ? stage.connection.id : '';
  // Every copy is made under this name first.
  const inTheWay = join(core.data, connection, 'backups', 'unfinished');
  await mkdir(inTheWay, { recursive: true });
  await open();
  await footer(page).getByRole('button', { name: 'No backup today' }).click();
  const backups = page.getByRole('region', { name: 'Backups' });
  await expect(backups.getByRole('status')).toContainText('Today’s backup failed');
  await expectNoAxeFindings(page);
  await rmdir(inTheWay);
  await backups.getByRole('button', { name: 'Back up now' }).click();
  await expect(footer(page)).not.toContainText('No backup today');
  await expect(backups.getByRole('status')).toHaveCount(0);
});
