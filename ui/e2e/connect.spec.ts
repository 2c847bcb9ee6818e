import type { Page } from '@playwright/test';
import type { Credentials } from '../src/contract';
import { expect, expectNoAxeFindings, goTo, submitBuyer, submitOrder } from './fixtures';
import { allSent, COMPANY, footer, test, VAT_NUMBER } from './network';
import { Sandbox } from './sandbox';

async function fillIn(page: Page, credentials: Credentials): Promise<void> {
  await page.getByRole('button', { name: 'Connect …' }).click();
  await page.getByLabel('Client id').fill(credentials.clientId);
  await page.getByLabel('Client secret', { exact: true }).fill(credentials.clientSecret);
  await page.getByText('Addresses').click();
  await page.getByLabel('Address of the API').fill(credentials.apiUrl);
  await page.getByLabel('Address for tokens').fill(credentials.tokenUrl);
}

test('credentials are tested, then a connection is made with them', async ({ page, open, novatrade24 }) => {
  await open();
  await fillIn(page, novatrade24.credentials);
  await page.getByRole('button', { name: 'Test connection' }).click();
  // The test server is not one of Novatrade24: nothing leaves before the user has agreed.
  const asked = page.getByRole('dialog', { name: 'Send the client secret to these servers?' });
  await expect(asked).toContainText(new URL(novatrade24.credentials.apiUrl).host);
  await expectNoAxeFindings(page);
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The connection works' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await asked.getByRole('button', { name: 'Send to these servers' }).click();
  const found = page.getByRole('status').filter({ hasText: 'The connection works' });
  await expect(found).toContainText('Organization: Autohaus Nordlicht GmbH');
  await expect(found.getByRole('listitem')).toHaveText('Autohaus Nordlicht GmbH (DE)');
  await expectNoAxeFindings(page);

  await page.keyboard.press('Control+Enter');
  await expect(footer(page)).toContainText('Connected');
  const rail = page.getByRole('navigation', { name: 'Waybill' });
  await expect(rail).toContainText('Autohaus Nordlicht GmbH');
  await expect(rail).not.toContainText('Sandbox');
  await expect(footer(page).getByRole('switch')).toHaveCount(0);
  await expectNoAxeFindings(page);
});

test('a wrong secret is told where it was typed, and nothing that was typed is lost', async ({
  page,
  open,
  novatrade24,
}) => {
  await open();
  await fillIn(page, { ...novatrade24.credentials, clientSecret: 'x'.repeat(64) });
  const refused = page.getByRole('alert').filter({ hasText: 'refused the client id or the secret' });
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByRole('button', { name: 'Send to these servers' }).click();
  await expect(refused).toBeVisible();
  await expectNoAxeFindings(page);
  await page.getByLabel('Client secret', { exact: true }).fill('y'.repeat(64));
  await expect(refused).toBeHidden();
  await page.keyboard.press('Control+Enter');
  await expect(refused).toBeVisible();
  await expect(page.getByLabel('Client id')).toHaveValue(novatrade24.credentials.clientId);
  await page.getByLabel('Client secret', { exact: true }).fill(novatrade24.credentials.clientSecret);
  await page.keyboard.press('Control+Enter');
  await expect(footer(page)).toContainText('Connected');
});

test('a new secret is tested before it replaces the old one', async ({ page, connected: _, novatrade24 }) => {
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Replace secret …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Enter a new secret' });
  const field = dialog.getByLabel('Client secret', { exact: true });
  await field.fill('z'.repeat(64));
  await field.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('refused the client id or the secret');
  await expectNoAxeFindings(page);
  await expect(footer(page)).toContainText('Connected');
  await field.fill(novatrade24.credentials.clientSecret);
  await field.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(footer(page)).toContainText('Connected');
});

test('without the network work goes on and waits, and everything goes out when it is back', async ({
  page,
  connected,
  wire,
}) => {
  await wire.pull();
  const { id } = await submitBuyer(connected, VAT_NUMBER, COMPANY);
  await submitOrder(connected, id, 'NL-2026-0042');
  await expect(footer(page)).toContainText('Offline: NT24 cannot be reached');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await goTo(page, 'Outbox');
  const order = page.getByRole('article', { name: /NL-2026-0042/ });
  await expect(order).toContainText(`Sent after: Buyer ${COMPANY}`);
  await expectNoAxeFindings(page);

  // While the server is unreachable the button stays. Afterwards the desk may reconnect before the click.
  const asked = page.waitForRequest((request) => request.postData()?.includes('try_now') ?? false);
  await footer(page).getByRole('button', { name: 'Try now' }).click();
  await asked;
  await wire.plugIn();
  await connected.call('try_now', {});
  await expect(footer(page)).toContainText('Connected');
  await expect(page.getByRole('tabpanel')).toContainText('Everything sent');
  await expect(footer(page)).toContainText('Everything sent');
});

test('what is on its way can be stopped, and let go on without being doubled', async ({
  page,
  connected,
  wire,
}) => {
  await wire.pull();
  wire.silent = true;
  await wire.plugIn();
  await submitBuyer(connected, VAT_NUMBER, COMPANY);
  await goTo(page, 'Outbox');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const stopped = page.getByRole('region', { name: 'Decision needed' }).getByRole('article');
  await expect(stopped).toContainText('You stopped it. It may already have arrived');
  await expect(page.getByRole('region', { name: 'Queue' })).toContainText('Waits for your decision: Buyer');
  await expect(footer(page)).toContainText('1 to decide');
  await expectNoAxeFindings(page);

  await wire.pull();
  wire.silent = false;
  await wire.plugIn();
  await stopped.getByRole('button', { name: 'Send now' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('Everything sent');
  const { receipts } = await connected.call('outbox', {});
  expect(receipts.filter(({ operation }) => operation === 'upsertBuyer')).toHaveLength(1);
});

test('what another organization answers is not mixed in, and a bar says what to do', async ({
  page,
  connected,
  novatrade24,
  wire,
}) => {
  await submitBuyer(connected, VAT_NUMBER, COMPANY);
  await allSent(connected);
  // Another world under the same address and with the same secret: as when credentials are mistaken.
  await novatrade24.end();
  const other = await Sandbox.start(novatrade24.port);
  await expect(footer(page)).toContainText('Connected');
  await submitBuyer(connected, 'DE129273398', 'Beispiel Automobile GmbH');
  const bar = page.getByRole('alert').filter({ hasText: 'This data belongs to another organization' });
  await expect(bar).toContainText('No data was mixed');
  await expect(footer(page)).toContainText('Action needed');
  await expectNoAxeFindings(page);
  await bar.getByRole('button', { name: 'Open settings' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
  expect((await connected.call('status', {})).waiting).toBeGreaterThan(0);
  await wire.pull();
  await other.end();
});

test('what Novatrade24 refuses stands in the outbox, with its words for each field', async ({
  page,
  connected,
  novatrade24,
  wire,
}) => {
  const { id } = await submitBuyer(connected, VAT_NUMBER, COMPANY);
  await allSent(connected);
  await wire.pull();
  await submitOrder(connected, id, 'NL-2026-0042');
  await novatrade24.blockBuyer(VAT_NUMBER, 'Unpaid invoices');
  await wire.plugIn();
  await goTo(page, 'Outbox');
  const order = page.getByRole('article', { name: /NL-2026-0042/ });
  await expect(order).toContainText('Refused');
  await expect(order.getByRole('term')).toHaveText('Buyer');
  await expect(order.getByRole('definition')).toContainText('blocked');
  await expectNoAxeFindings(page);
  await order.getByRole('button', { name: 'Return to draft …' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('New order');
  await expect(page.getByText('is blocked for new orders')).toBeVisible();
});

test('data of the same organization elsewhere is offered: a new connection, or a move that shows both addresses', async ({
  page,
  connected,
  novatrade24,
  wire,
}) => {
  await submitBuyer(connected, VAT_NUMBER, COMPANY);
  await allSent(connected);
  const before = new URL(wire.credentials.apiUrl).host;
  const after = new URL(novatrade24.credentials.apiUrl).host;

  // In the settings: refused while an entry waits, then moved.
  await wire.pull();
  await submitBuyer(connected, 'DE129273398', 'Beispiel Automobile GmbH');
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Move to another address …' }).click();
  const dialog = page.getByRole('dialog', { name: /^Move the data/ });
  await dialog.getByLabel('Client id').fill(novatrade24.credentials.clientId);
  await dialog.getByLabel('Client secret', { exact: true }).fill(novatrade24.credentials.clientSecret);
  await dialog.getByLabel('Address of the API').fill(novatrade24.credentials.apiUrl);
  await dialog.getByLabel('Address for tokens').fill(novatrade24.credentials.tokenUrl);
  await expectNoAxeFindings(page);
  await dialog.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('button', { name: 'Send to these servers' }).click();
  await expect(dialog.getByRole('table')).toContainText(before);
  await expect(dialog.getByRole('table')).toContainText(after);
  await expectNoAxeFindings(page);
  await dialog.getByRole('button', { name: 'Move the data' }).click();
  await expect(dialog.getByRole('alert')).toContainText('The data stays where it is');
  await wire.plugIn();
  await connected.call('try_now', {});
  await allSent(connected);
  await dialog.getByRole('button', { name: 'Move the data' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(`Novatrade24, ${after}`)).toBeVisible();
  await goTo(page, 'Buyers');
  await page.getByRole('row').filter({ hasText: COMPANY }).click();
  await expect(page.getByText(`Moved from ${before} to ${after}`)).toBeVisible();

  // On connecting: the old address is offered a new connection, or the data.
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Close connection' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close connection' }).click();
  await fillIn(page, wire.credentials);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Send to these servers' }).click();
  const choice = page.getByRole('dialog', { name: 'You have data of this organization already' });
  await expect(choice.getByRole('row', { name: 'API' })).toContainText(after);
  await expect(choice.getByRole('row', { name: 'API' })).toContainText(before);
  await expectNoAxeFindings(page);
  await choice.getByRole('button', { name: 'Move the data here' }).click();
  await expect(footer(page)).toContainText('Connected');
  await goTo(page, 'Settings');
  await expect(page.getByText(`Novatrade24, ${before}`)).toBeVisible();
});
