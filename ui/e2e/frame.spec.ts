import { expect, expectNoAxeFindings, expectNoSidewaysScroll, goTo, test } from './fixtures';

test('language and appearance change at once and stay', async ({ page, sandbox, open }) => {
  await goTo(page, 'Settings');
  await page.getByRole('radio', { name: 'Deutsch' }).check();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Einstellungen');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.getByRole('radio', { name: 'Dunkel' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expectNoAxeFindings(page);
  expect((await sandbox.call('session', {})).settings).toMatchObject({
    language: 'de',
    appearance: 'dark',
  });
  await open();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('navigation', { name: 'Waybill' })).toContainText('Postausgang');
});

test('every screen of the rail is reached by keys, and Escape leads back', async ({ page, sandbox: _ }) => {
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toHaveText('Orders');
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await expect(title).toHaveText('Buyers');
  await page.keyboard.press('Control+4');
  await expect(title).toHaveText('Outbox');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(title).toHaveText('Settings');
  await page.keyboard.press('Escape');
  await expect(title).toHaveText('Outbox');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(title).toHaveText('Buyers');
});

test('the list of shortcuts opens with a key and gives the focus back', async ({ page, sandbox: _ }) => {
  await goTo(page, 'Outbox');
  const tab = page.getByRole('tab', { name: 'Waiting' });
  await tab.focus();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog).toContainText('Find a command, an order or a buyer');
  await expectNoAxeFindings(page);
  // Behind the dialog, keys do nothing.
  await page.keyboard.press('Control+5');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Outbox');
  await expect(tab).toBeFocused();
});

test('an unplugged network turns the footer amber, and nothing else', async ({ page, sandbox: _ }) => {
  const footer = page.getByRole('contentinfo');
  const network = footer.getByRole('switch', { name: 'Network' });
  await expect(network).toBeChecked();
  await network.click();
  await expect(network).not.toBeChecked();
  await expect(footer).toContainText('Offline: NT24 cannot be reached');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expectNoAxeFindings(page);
  await network.click();
  await expect(network).toBeChecked();
  await expect(footer).toContainText('Connected');
});

test('a day is typed as one writes it, or chosen by keys', async ({ page, sandbox }) => {
  const draft = await sandbox.call('start_draft', { form: 'order', subject: null });
  await sandbox.call('save_draft', { id: null, subject: null, step: 2, form: draft.form });
  await page
    .getByRole('button', { name: /^Continue/ })
    .first()
    .click();
  const field = page.locator('[name="purchaseDate"]');
  await field.fill('5.3.26');
  await field.press('Tab');
  await expect(field).toHaveValue('05/03/2026');

  await field.press('Alt+ArrowDown');
  const calendar = page.getByRole('dialog', { name: 'March 2026' });
  await expect(calendar.getByRole('button', { name: / 5 March 2026/ })).toBeFocused();
  await expectNoAxeFindings(page);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('button', { name: / 12 February 2026/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('12/02/2026');
  await expect(field).toBeFocused();

  // Escape closes the calendar alone, and then leaves the form.
  const title = page.getByRole('heading', { level: 1 });
  const form = await title.textContent();
  await field.press('Alt+ArrowDown');
  await expect(page.getByRole('dialog', { name: 'February 2026' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(field).toBeFocused();
  await expect(title).toHaveText(form ?? '');
  await page.keyboard.press('Escape');
  await expect(title).toHaveText('Orders');
});

test('closing the connection leads to the start and keeps the data', async ({ page, sandbox: _ }) => {
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Close connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'Close this connection?' });
  await expectNoAxeFindings(page);
  await dialog.getByRole('button', { name: 'Close connection' }).click();
  await expect(page.getByRole('region', { name: 'Open a connection' })).toBeVisible();
});

test('a file that is dropped where no place is, is kept and can be removed', async ({ page, sandbox }) => {
  await goTo(page, 'Outbox');
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['%PDF-1.4 a small paper'], 'CMR.pdf', { type: 'application/pdf' }));
    data.items.add(new File(['GIF89a'], 'pretends to be.pdf', { type: 'application/pdf' }));
    return data;
  });
  await page.locator('main').dispatchEvent('dragover', { dataTransfer: dropped, clientX: 500, clientY: 300 });
  await expect(page.getByText('they are kept until you open the form that they belong to')).toBeVisible();
  await page.locator('main').dispatchEvent('drop', { dataTransfer: dropped, clientX: 500, clientY: 300 });
  const tray = page.getByRole('status').filter({ hasText: '1 file not used yet' });
  await expect(tray).toContainText('1 file was not accepted');
  await tray.getByRole('button', { name: 'Show' }).click();
  const main = page.getByRole('main');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Documents');
  await expect(main).toContainText('CMR.pdf');
  await expect(main).toContainText('pretends to be.pdf');
  await expect(main).toContainText('The file is not a PDF, JPEG or PNG');
  await expectNoAxeFindings(page);
  await main.getByRole('button', { name: 'Throw away CMR.pdf' }).click();
  await expect(main).toContainText('No file without a place');
  expect((await sandbox.call('loose_files', {})).files).toEqual([]);
  await page.keyboard.press('Control+z');
  await expect(main.getByRole('button', { name: 'Throw away CMR.pdf' })).toBeVisible();
});

test('a drag says where its files would go', async ({ page, sandbox }) => {
  const { form } = await sandbox.call('start_draft', { form: 'buyer', subject: null });
  await sandbox.call('save_draft', { id: null, subject: null, step: 3, form });
  await goTo(page, 'Buyers');
  const dragged = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['%PDF-1.4 a small paper'], 'CMR.pdf', { type: 'application/pdf' }));
    return data;
  });
  const over = { dataTransfer: dragged, clientX: 500, clientY: 300 };
  await page.locator('main').dispatchEvent('dragover', over);
  await expect(page.getByText('they are kept until')).toBeVisible();
  await page
    .getByRole('button', { name: /^Continue/ })
    .first()
    .click();
  await expect(page.getByRole('group', { name: 'Drop files here' })).toBeVisible();
  await page.locator('main').dispatchEvent('dragover', over);
  await expect(page.getByText('they are added to the highlighted area')).toBeVisible();
  await expectNoAxeFindings(page);
});

for (const look of ['light', 'dark'] as const) {
  for (const language of ['en', 'de'] as const) {
    test(`settings and outbox can be read in ${look} and in ${language}, also in large text`, async ({
      page,
      sandbox,
      open,
    }) => {
      await sandbox.call('change_settings', { language, appearance: look, lockAfterMinutes: 0 });
      await page.setViewportSize({ width: 480, height: 320 });
      await open();
      for (const key of ['Control+5', 'Control+4']) {
        await page.keyboard.press(key);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expectNoSidewaysScroll(page);
        await expectNoAxeFindings(page);
      }
    });
  }
}
