import type { Page } from '@playwright/test';
import { expect, expectNoSidewaysScroll, goTo, submitBuyer, submitOrder, test, type Core } from './fixtures';
import { field } from './work';

const COUNT = 30;

/** Many orders that wait at this desk; without a network nothing about them changes. */
async function withOrders(core: Core): Promise<void> {
  await core.call('set_sandbox_network', { up: false });
  const buyer = await submitBuyer(core, 'PL5260250995', 'Kowalski Auto Handel Sp. z o.o.');
  for (let index = 1; index <= COUNT; index += 1) {
    await submitOrder(core, buyer.id, `NL-2026-${String(index).padStart(4, '0')}`);
  }
}

/** The chosen row: its number, and where it stands in the window. */
async function chosenRow(page: Page): Promise<{ number: string; y: number }> {
  const row = page.getByRole('row', { selected: true });
  await expect(row).toHaveCount(1);
  const box = await row.boundingBox();
  return {
    number: (await row.locator('[data-identifier]').textContent()) ?? '',
    y: Math.round(box?.y ?? -1),
  };
}

async function expectListFocused(page: Page): Promise<void> {
  await expect(page.getByRole('grid')).toBeFocused();
}

for (const [width, height] of [
  [1360, 860],
  [960, 640],
] as const) {
  test(`one comes back to the row that was open, ${width} px wide`, async ({ page, sandbox, open }) => {
    await withOrders(sandbox);
    await page.setViewportSize({ width, height });
    await open();
    await expectListFocused(page);
    for (let presses = 0; presses < 22; presses += 1) await page.keyboard.press('ArrowDown');
    const before = await chosenRow(page);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(before.number);
    // The page of the order has the focus, and not the list.
    await expect(page.locator('[data-pane="detail"] :focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expectListFocused(page);
    expect(await chosenRow(page)).toEqual(before);
    // A moment later the core has noted it.
    await expect.poll(async () => (await sandbox.call('places', {})).orders.index).toBe(22);
    // The page that is loaded anew knows nothing by itself.
    await open();
    await expectListFocused(page);
    expect(await chosenRow(page)).toEqual(before);
  });
}

test('search, filter and order of a list survive another screen and loading the page anew', async ({
  page,
  sandbox,
  open,
}) => {
  await withOrders(sandbox);
  await open();
  await page.getByRole('button', { name: 'Show the newest first' }).click();
  await page.getByRole('tab', { name: /^Your turn/ }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('2026-001');
  await expect(page.getByRole('grid', { name: 'List of orders' }).getByRole('row')).toHaveCount(10);
  await goTo(page, 'Settings');
  await page.keyboard.press('Escape');
  const stands = async () => {
    await expect(page.getByRole('searchbox')).toHaveValue('2026-001');
    await expect(page.getByRole('tab', { name: /^Your turn/, selected: true })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Group by what is open' })).toBeVisible();
    await expect(page.getByRole('grid', { name: 'List of orders' }).getByRole('row')).toHaveCount(10);
  };
  await stands();
  await expect.poll(async () => (await sandbox.call('places', {})).orders.text).toBe('2026-001');
  await open();
  await stands();
});

test('the next rows are opened one after the other, from the page of the one before', async ({
  page,
  sandbox,
  open,
}) => {
  await withOrders(sandbox);
  await open();
  await expectListFocused(page);
  const heading = page.getByRole('heading', { level: 1 });
  const first = await chosenRow(page);
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-pane="detail"] :focus')).toHaveCount(1);
  for (const key of ['j', 'j', 'Alt+ArrowDown', 'k', 'Alt+ArrowUp', 'j']) {
    await page.keyboard.press(key);
    // The list follows, and the focus stays on the page.
    const { number } = await chosenRow(page);
    await expect(heading).toHaveText(number);
    await expect(page.locator('[data-pane="detail"] :focus')).toHaveCount(1);
  }
  // Two steps on, whichever way they were made.
  expect((await chosenRow(page)).number).not.toBe(first.number);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-activedescendant', /-2$/);
});

test('a search says what other filters hold, and Enter opens the only result', async ({
  page,
  sandbox,
  open,
}) => {
  await withOrders(sandbox);
  await open();
  await page.getByRole('tab', { name: /^Closed/ }).click();
  // The focus is on a filter: the key and the text reach the search all the same.
  await page.keyboard.press('/');
  await page.keyboard.type('2026-0017');
  await expect(page.getByText('0 here.')).toBeVisible();
  await page.getByRole('button', { name: 'Show 1 in “Your turn”' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'NL-2026-0017' })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('NL-2026-0017');
  await expect(page.locator('[data-pane="detail"] :focus')).toHaveCount(1);
  // Down leads from a search into its results.
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('2026-001');
  await page.keyboard.press('ArrowDown');
  await expectListFocused(page);
});

test('commands, places, orders and buyers are found by a few letters', async ({ page, sandbox, open }) => {
  await withOrders(sandbox);
  await open();
  const palette = page.getByRole('combobox', { name: 'Commands and places' });
  await page.keyboard.press('Control+k');
  await expect(palette).toBeFocused();
  await page.keyboard.type('draf');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Drafts');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('0023');
  await expect(page.getByRole('option', { name: /NL-2026-0023/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('NL-2026-0023');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('kowal');
  await expect(page.getByRole('option', { name: /PL5260250995/ })).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('new ord');
  await page.keyboard.press('Enter');
  await expect(
    field(page, 'buyer')
      .or(page.getByRole('combobox', { name: 'Buyer' }))
      .first(),
  ).toBeFocused();
});

for (const [width, height] of [
  [480, 320],
  [960, 640],
  [1360, 860],
  [1920, 1080],
] as const) {
  test(`no identifier of a list is cut, ${width} px wide`, async ({ page, sandbox, open }) => {
    await withOrders(sandbox);
    await page.setViewportSize({ width, height });
    await open();
    for (const key of ['Control+2', 'Control+1']) {
      await page.keyboard.press(key);
      const identifiers = page.getByRole('grid').locator('[data-identifier]');
      await expect(identifiers.first()).toBeVisible();
      const cut = await identifiers.evaluateAll((all) =>
        all
          .filter((one) => {
            const row = one.closest('[role="row"]')?.getBoundingClientRect();
            const box = one.getBoundingClientRect();
            const isWhole = one.scrollWidth <= one.clientWidth || getComputedStyle(one).display === 'inline';
            return !isWhole || !row || box.right > row.right || box.left < row.left;
          })
          .map((one) => one.textContent),
      );
      expect(cut).toEqual([]);
      await expectNoSidewaysScroll(page);
    }
  });
}
