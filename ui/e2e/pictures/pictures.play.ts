import type { Page } from '@playwright/test';
import type { Form, FormKind } from '../../src/contract';
import { diskFull } from '../../src/program/hostEvents';
import { type Core, expect, submitBuyer, submitOrder, test as base } from '../fixtures';
import { Sandbox, Wire } from '../sandbox';
import { Album, LOOKS, type Look } from './album';

interface Given {
  /** A dealership with buyers and orders in every state. */
  dealership: Sandbox;
  wire: Wire;
}

const test = base.extend<Given>({
  dealership: async ({ browserName: _ }, use) => {
    const sandbox = await Sandbox.start(0, 'demo');
    await use(sandbox);
    await sandbox.end();
  },
  wire: async ({ dealership }, use) => {
    const wire = await Wire.to(dealership);
    await use(wire);
    await wire.pull();
  },
});

const LISTS = { buyers: 'Control+1', orders: 'Control+2', drafts: 'Control+3', outbox: 'Control+4' };

async function goTo(page: Page, list: keyof typeof LISTS): Promise<void> {
  await page.keyboard.press(LISTS[list]);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

/** Finds the row of a list by the search, and opens it. */
async function openRow(page: Page, list: keyof typeof LISTS, text: string): Promise<void> {
  await goTo(page, list);
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
  await page.getByRole('row').filter({ hasText: text }).first().click();
  await expect(page.locator('main h1').filter({ hasText: text }).first()).toBeVisible();
}

/** The forms of an order and of a buyer, each opened as a draft. */
async function takeForm(page: Page, core: Core, album: Album, form: Form, step: number): Promise<void> {
  const draft = await core.call('save_draft', { id: null, subject: null, step, form });
  await openDraft(page);
  await album.take(`form ${form.kind} ${step}`);
  await discard(page, core, draft.id);
}

/** Leaves a form, which saves it once more, and discards its draft. */
async function discard(page: Page, core: Core, id: string): Promise<void> {
  await goTo(page, 'drafts');
  await core.call('discard_draft', { id });
  await expect(page.locator('[data-draft]')).toHaveCount(0);
}

async function openDraft(page: Page): Promise<void> {
  await goTo(page, 'drafts');
  await page
    .getByRole('button', { name: /^(Continue|Weiter)/ })
    .first()
    .click();
  await page.locator('[data-draft]').first().waitFor({ state: 'detached' });
  await page.locator('main h1').waitFor();
}

/** Waits until every order was read. */
async function allRead(core: Core): Promise<void> {
  const request = { text: '', filter: 'all', sort: 'newest', offset: 0, limit: 1 } as const;
  const notRead = async () => (await core.call('orders', request)).counts.notRead;
  await expect.poll(notRead, { timeout: 240_000, intervals: [2000] }).toBe(0);
}

for (const look of LOOKS) {
  const { language, appearance } = look;
  test(`an empty desk, ${language}, ${appearance}`, async ({ page, core, open }) => {
    const album = await Album.of('empty', look, page, core);
    await open();
    await album.take('start');
    await core.call('start_sandbox', {});
    await open();
    for (const list of ['buyers', 'orders', 'drafts', 'outbox'] as const) {
      await goTo(page, list);
      await album.take(list);
    }
    await page.keyboard.press('Control+5');
    await album.take('settings');
    await page.keyboard.press('?');
    await album.take('keys');
    await page.keyboard.press('Escape');
    for (const kind of ['buyer', 'order'] as const) {
      const { form } = await core.call('start_draft', { form: kind, subject: null });
      for (const step of kind === 'buyer' ? [0, 1, 2, 3, 4] : [0, 1, 2, 3]) {
        await takeForm(page, core, album, form, step);
      }
    }
  });

  test(`a dealership, ${language}, ${appearance}`, async ({ page, core, open, wire }) => {
    test.slow();
    await core.call('connect', wire.credentials);
    const album = await Album.of('full', look, page, core);
    await open();
    await takeDealership(page, core, album);
    await wire.pull();
    await takeOffline(page, core, await Album.of('offline', look, page, core));
  });

  test(`what is not there yet, ${language}, ${appearance}`, async ({ page, core, open }) => {
    await takeUnread(page, core, look, open);
  });
}

/** An order of each verdict and status, and a buyer of each kind. */
async function takeDealership(page: Page, core: Core, album: Album): Promise<void> {
  await goTo(page, 'orders');
  await album.take('orders while they are read');
  await allRead(core);
  await album.take('orders');
  await goTo(page, 'buyers');
  await album.take('buyers');
  const { rows } = await core.call('orders', {
    text: '',
    filter: 'all',
    sort: 'newest',
    offset: 0,
    limit: 200,
  });
  const seen = new Set<string>();
  for (const row of rows) {
    const state = `${row.verdict} ${row.status ?? 'new'}`;
    if (seen.has(state)) continue;
    seen.add(state);
    await openRow(page, 'orders', row.externalOrderId);
    await album.take(`order ${state}`);
  }
  const buyers = await core.call('buyers', { text: '', offset: 0, limit: 100 });
  for (const row of buyers.rows) {
    const state = `${row.kycMode} ${row.blocked ? 'blocked' : (row.kyc.overall ?? 'unknown')}`;
    if (seen.has(state)) continue;
    seen.add(state);
    await openRow(page, 'buyers', row.name);
    await album.take(`buyer ${state}`);
  }
  const fresh = rows.find(({ verdict, status }) => verdict === 'incomplete' && status === 'CREATED');
  if (!fresh) throw new Error('no order to work on');
  for (const kind of [
    'invoice',
    'payment',
    'pickup',
    'delivery',
    'finalInvoice',
    'orderChange',
  ] as FormKind[]) {
    const subject = fresh.id;
    const { form } = await core.call('start_draft', { form: kind, subject });
    const draft = await core.call('save_draft', { id: null, subject, step: 0, form });
    await openDraft(page);
    await album.take(`form ${kind}`);
    await discard(page, core, draft.id);
  }
}

/** The footer, a queue that waits, and a form while Novatrade24 cannot be reached. */
async function takeOffline(page: Page, core: Core, album: Album): Promise<void> {
  const buyer = await submitBuyer(core, 'PL5260250995', 'Kowalski Auto Handel Sp. z o.o.');
  await submitOrder(core, buyer.id, 'NL-2026-0042');
  await openRow(page, 'orders', 'NL-2026-0042');
  await album.take('order that waits');
  await goTo(page, 'orders');
  await album.take('orders');
  await openRow(page, 'buyers', 'Kowalski Auto Handel');
  await album.take('buyer that waits');
  await goTo(page, 'outbox');
  await album.take('outbox');
}

/** Screens that wait for the desk, and screens that the desk could not give. */
async function takeUnread(page: Page, core: Core, look: Look, open: () => Promise<void>): Promise<void> {
  const loading = await Album.of('loading', look, page, core);
  const error = await Album.of('error', look, page, core);
  await core.call('start_sandbox', {});
  await open();
  for (const command of ['orders', 'buyers', 'drafts', 'outbox'] as const) {
    for (const answers of [false, true]) {
      await goTo(page, command === 'orders' ? 'buyers' : 'orders');
      await page.route('**/call', async (route) => {
        const { command: asked } = route.request().postDataJSON() as { command: string };
        if (asked !== command) return route.continue();
        if (answers) await route.fulfill({ status: 422, json: diskFull });
      });
      await goTo(page, command);
      // A skeleton stands after a moment.
      await page.waitForTimeout(600);
      await (answers ? error : loading).take(command);
      await page.unroute('**/call', undefined);
    }
  }
}
