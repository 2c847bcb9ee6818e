import type { Locator, Page } from '@playwright/test';
import type { Credentials } from '../src/contract';
import {
  Core,
  expect,
  expectNoAxeFindings,
  expectNoSidewaysScroll,
  goTo,
  submitBuyer,
  submitOrder,
  test as base,
} from './fixtures';
import { Sandbox, Wire } from './sandbox';

const VAT_NUMBER = 'PL5260250995';
const COMPANY = 'Kowalski Auto Handel Sp. z o.o.';

interface Given {
  /** Stands for Novatrade24: a program of its own. */
  novatrade24: Sandbox;
  /** The way to it. */
  wire: Wire;
  /** Opens the page with a connection through the wire. */
  connected: Core;
  /** Another desk of the same organization, without a page. */
  colleague: Core;
}

const test = base.extend<Given>({
  novatrade24: async ({ browserName: _ }, use) => {
    const sandbox = await Sandbox.start();
    await use(sandbox);
    await sandbox.end();
  },
  wire: async ({ novatrade24 }, use) => {
    const wire = await Wire.to(novatrade24);
    await use(wire);
    await wire.pull();
  },
  connected: async ({ core, wire, open, page }, use) => {
    await core.call('connect', wire.credentials);
    await open();
    await expect(footer(page)).toContainText('Connected');
    await use(core);
  },
  colleague: async ({ novatrade24 }, use) => {
    const core = await Core.start('memory');
    await core.call('connect', novatrade24.credentials);
    await use(core);
    await core.close();
  },
});

function footer(page: Page): Locator {
  return page.getByRole('contentinfo');
}

/** Waits until a desk has sent everything. */
async function allSent(core: Core): Promise<void> {
  await expect
    .poll(async () => {
      const { waiting, inFlight, parked } = await core.call('status', {});
      return { waiting, inFlight, parked };
    })
    .toEqual({ waiting: 0, inFlight: 0, parked: 0 });
}

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
  await expect(footer(page)).toContainText('Offline: Novatrade24 cannot be reached');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await goTo(page, 'Outbox');
  const order = page.getByRole('article', { name: /NL-2026-0042/ });
  await expect(order).toContainText('Waits for its buyer');
  await expectNoAxeFindings(page);

  await wire.plugIn();
  await footer(page).getByRole('button', { name: 'Try now' }).click();
  await expect(footer(page)).toContainText('Connected');
  await expect(page.getByRole('tabpanel')).toContainText('Everything sent', { timeout: 30_000 });
  await expect(footer(page)).toContainText('Everything sent');
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
  await expect(bar).toContainText('Nothing was mixed');
  await expect(footer(page)).toContainText('Needs you');
  await expectNoAxeFindings(page);
  await bar.getByRole('button', { name: 'Open settings' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
  expect((await connected.call('status', {})).waiting).toBeGreaterThan(0);
  await wire.pull();
  await other.end();
});

test.describe('a buyer whom a colleague entered under another name', () => {
  const theirs = 'Kowalski Auto Handel';

  test.beforeEach(async ({ page, colleague, connected }) => {
    await submitBuyer(colleague, VAT_NUMBER, theirs);
    await allSent(colleague);
    await submitBuyer(connected, VAT_NUMBER, COMPANY);
    await goTo(page, 'Outbox');
  });

  /** The entry on which a person must decide. */
  function conflict(page: Page): Locator {
    return page.getByRole('article').filter({ has: page.getByRole('button', { name: 'Keep theirs' }) });
  }

  test('stays theirs when they are right', async ({ page, connected }) => {
    const row = conflict(page).getByRole('row', { name: /Company/ });
    await expect(row.getByRole('cell')).toHaveText([COMPANY, theirs]);
    await expect(footer(page)).toContainText('1 to decide');
    await conflict(page).getByRole('button', { name: 'Keep theirs' }).click();
    await expect(page.getByRole('tabpanel')).toContainText('Everything sent', { timeout: 20_000 });
    await allSent(connected);
    await goTo(page, 'Buyers');
    await expect(page.getByRole('row', { name: new RegExp(`${theirs} PL`) })).toBeVisible();
  });

  test('becomes mine when I am right, also for them', async ({ page, connected, colleague }) => {
    await conflict(page).getByRole('button', { name: 'Send mine' }).click();
    await expect(page.getByRole('tabpanel')).toContainText('Everything sent', { timeout: 20_000 });
    await allSent(connected);
    await goTo(page, 'Buyers');
    await expect(page.getByRole('row', { name: /Sp\. z o\.o\./ })).toBeVisible();
    const rows = await colleague.call('buyers', { text: '', offset: 0, limit: 1 });
    const id = rows.rows[0]?.id ?? '';
    await expect.poll(async () => (await colleague.call('buyer', { id })).row.name).toBe(COMPANY);
  });

  for (const look of ['light', 'dark'] as const) {
    for (const language of ['en', 'de'] as const) {
      test(`is told side by side, in ${look} and in ${language}`, async ({ page, connected, open }) => {
        await connected.call('change_settings', { language, appearance: look, lockAfterMinutes: 0 });
        await open();
        await page.keyboard.press('Control+4');
        await expect(page.getByRole('article').getByRole('table')).toBeVisible();
        await expect(page.locator('html')).toHaveAttribute('data-theme', look);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expectNoAxeFindings(page);
        await page.setViewportSize({ width: 480, height: 320 });
        await expectNoSidewaysScroll(page);
        await expectNoAxeFindings(page);
      });
    }
  }
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
  await expect(order).toContainText('Refused', { timeout: 40_000 });
  await expect(order.getByRole('term')).toHaveText('Buyer');
  await expect(order.getByRole('definition')).toContainText('blocked');
  await expectNoAxeFindings(page);
  await order.getByRole('button', { name: 'Correct …' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('New order');
  await expect(page.getByText('is blocked for new orders')).toBeVisible();
});
