import {
  draftSaved,
  expect,
  expectNoAxeFindings,
  expectNoSidewaysScroll,
  goTo,
  submitBuyer,
  test,
} from './fixtures';
import { pdf } from './papers';
import { allSent, BUYER, daysAgo, field, goOn, onboardBuyer } from './work';

test('an empty list says what will be here and gives the first step', async ({ page, sandbox: _ }) => {
  await goTo(page, 'Buyers');
  await expect(page.getByText('No buyers yet')).toBeVisible();
  await expectNoAxeFindings(page);
  await page.getByRole('main').getByRole('button', { name: 'Onboard a buyer' }).last().click();
  await expect(field(page, 'vatNumber')).toBeFocused();
});

test('a buyer is onboarded with the keyboard alone', async ({ page, sandbox: _ }) => {
  const keyboard = page.keyboard;
  const tabTo = async (...texts: string[]) => {
    for (const text of texts) {
      await keyboard.press('Tab');
      await keyboard.type(text);
    }
  };
  await keyboard.press('g');
  await keyboard.press('b');
  await keyboard.press('n');
  await expect(field(page, 'vatNumber')).toBeFocused();
  await keyboard.type(BUYER.vat);
  await expect(page.getByRole('main')).toContainText('Poland');
  await keyboard.press('Control+Enter');

  await expect(field(page, 'companyName')).toBeFocused();
  await keyboard.type(BUYER.name);
  await tabTo('ul. Prosta 1', '00-838', 'Warszawa', 'Poland');
  await expect(field(page, 'address.country')).toHaveValue('PL');
  await keyboard.press('Control+Enter');

  await expect(field(page, 'contacts[0].firstName')).toBeFocused();
  await keyboard.type('Jan');
  await tabTo('Kowalski', 'jan@kowalski.example', '+48 22 123 45 67');
  await keyboard.press('Control+Enter');

  await expect(page.getByRole('group', { name: 'Who checks the buyer?' })).toBeVisible();
  const choose = page.getByRole('button', { name: 'Choose files' });
  for (let presses = 0; presses < 25; presses += 1) {
    if (await choose.evaluate((button) => button === document.activeElement)) break;
    await keyboard.press('Tab');
  }
  await expect(choose).toBeFocused();
  const chooser = page.waitForEvent('filechooser');
  await keyboard.press('Enter');
  await (await chooser).setFiles([pdf('scan 0001.pdf', ['nothing to recognise'])]);
  // What is still open about the file is where the focus goes.
  await expect(field(page, 'papers[0].document')).toBeFocused();
  await keyboard.type('Company');
  await expect(field(page, 'papers[0].document')).toHaveValue('COC_EXTRACT');
  await tabTo(daysAgo(10));
  await keyboard.press('Control+Enter');

  await expect(page.getByRole('heading', { name: 'Check and send' })).toBeVisible();
  await keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(BUYER.name);
  await allSent(page);
  await expect(page.getByRole('button', { name: /scan 0001.pdf, At NT24/ })).toBeVisible();
  // Its date was typed, and is not asked for.
  await expect(page.getByText('The date of the register extract')).toHaveCount(0);
});

test('each step criticises a field after it was left, and holds back what cannot be right', async ({
  page,
  sandbox: _,
}) => {
  await page.keyboard.press('Control+1');
  await page.keyboard.press('n');
  await expectNoAxeFindings(page);
  const vat = field(page, 'vatNumber');
  await vat.fill('PL 526');
  await expect(page.getByText('Length or characters do not fit')).toBeHidden();
  await vat.blur();
  await expect(page.getByText('Length or characters do not fit')).toBeVisible();
  await expect(vat).toHaveAttribute('aria-invalid', 'true');
  await expectNoAxeFindings(page);
  await goOn(page);
  await expect(vat).toBeFocused();
  await vat.fill(BUYER.vat);
  await goOn(page);
  await expect(field(page, 'companyName')).toBeFocused();
  await goOn(page);
  await expect(field(page, 'companyName')).toBeFocused();
  await expect(page.getByText('Required').first()).toBeVisible();
  await expectNoAxeFindings(page);
  for (const step of ['Contacts', 'Documents', 'Review']) {
    await page
      .getByRole('navigation', { name: 'Onboard a buyer' })
      .getByRole('button', { name: step })
      .click();
    await expectNoAxeFindings(page);
  }
  await goOn(page);
  await page.getByRole('button', { name: 'Go to the field: Registered name' }).click();
  await expect(field(page, 'companyName')).toBeFocused();
});

test('a draft survives the end of the program and can be gone on with', async ({ page, sandbox, open }) => {
  await page.keyboard.press('Control+1');
  await page.keyboard.press('n');
  await field(page, 'vatNumber').fill(BUYER.vat);
  await goOn(page);
  await field(page, 'companyName').fill(BUYER.name);
  await draftSaved(sandbox, { companyName: BUYER.name });
  await open();
  await page.keyboard.press('Control+1');
  const begun = page.getByRole('region', { name: 'Drafts not sent yet' });
  await expect(begun).toContainText(BUYER.name);
  await expectNoAxeFindings(page);
  await begun.getByRole('button', { name: 'Continue' }).click();
  await expect(field(page, 'companyName')).toHaveValue(BUYER.name);
  expect((await sandbox.call('drafts', {})).rows).toHaveLength(1);
});

test('leaving a screen saves what was typed last', async ({ page, sandbox }) => {
  await page.keyboard.press('Control+1');
  await page.keyboard.press('n');
  await field(page, 'vatNumber').pressSequentially('PL 5260250995');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Buyers');
  const { rows } = await sandbox.call('drafts', {});
  const draft = await sandbox.call('draft', { id: rows[0]?.id ?? '' });
  expect(draft.form.body).toMatchObject({ vatNumber: 'PL 5260250995' });
});

test('a discarded draft can be brought back', async ({ page, sandbox: _ }) => {
  await page.keyboard.press('Control+1');
  await page.keyboard.press('n');
  await field(page, 'vatNumber').fill(BUYER.vat);
  await expect(page.getByText('Draft saved')).toBeVisible();
  await page.getByRole('button', { name: 'Discard draft' }).click();
  await expect(page.getByText('No buyers yet')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Drafts not sent yet' })).toBeHidden();
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(field(page, 'vatNumber')).toHaveValue('PL 526 025 09 95');
});

test('a buyer that is there already is pointed at', async ({ page, sandbox }) => {
  await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await page.keyboard.press('Control+1');
  await page.keyboard.press('n');
  await field(page, 'vatNumber').fill('pl 526.025.09.95');
  await expect(page.getByText(`This buyer already exists: ${BUYER.name}`)).toBeVisible();
  await page.getByRole('button', { name: 'Open the buyer' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(BUYER.name);
});

test('what is missing at a buyer is two inputs away', async ({ page, sandbox }) => {
  await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await page.keyboard.press('Control+1');
  const list = page.getByRole('grid', { name: 'List of buyers' });
  await expect(list.getByRole('row').filter({ hasText: BUYER.name })).toBeVisible();
  await expectNoAxeFindings(page);
  await page.keyboard.press('/');
  await page.keyboard.type('kowal');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(BUYER.name);
  await allSent(page);

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose file' }).click();
  await (await chooser).setFiles([pdf('scan 0001.pdf', ['nothing to recognise'])]);
  const paper = page.getByRole('group', { name: 'File scan 0001.pdf' });
  await expect(paper.getByRole('combobox')).not.toHaveValue('');
  await expectNoAxeFindings(page);
  await page.getByRole('button', { name: 'Add to the buyer' }).click();
  await expect(paper).toBeHidden();
  await allSent(page);
  await expect(page.getByRole('button', { name: /scan 0001.pdf, At NT24/ })).toBeVisible();
});

test('a wrong document is taken out, after a question', async ({ page, sandbox: _ }) => {
  await onboardBuyer(page);
  await allSent(page);
  await page.getByRole('button', { name: /AML.pdf/ }).click();
  await expectNoAxeFindings(page);
  await page.getByRole('button', { name: 'Remove …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove this document?' });
  await expectNoAxeFindings(page);
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('heading', { name: 'KYC documents of the buyer are missing' })).toBeVisible();
});

test('company data and contacts are changed on forms of their own', async ({ page, sandbox }) => {
  await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await page.keyboard.press('Control+1');
  await page.getByRole('row').filter({ hasText: BUYER.name }).click();
  await allSent(page);
  await page.getByRole('button', { name: 'Change company data' }).click();
  await expectNoAxeFindings(page);
  await field(page, 'address.street').fill('ul. Nowa 7');
  await goOn(page);
  const company = page.getByRole('region', { name: 'Company', exact: true });
  await expect(company).toContainText('ul. Nowa 7');
  const history = page.getByRole('region', { name: 'History' });
  const changed = history.getByRole('listitem').filter({ hasText: 'Change of the buyer' });
  await expect(changed).toContainText('ul. Prosta 1, 00-838, Warszawa, PL → ul. Nowa 7');
  await page.getByRole('button', { name: 'Add contact person' }).click();
  await field(page, 'person.firstName').fill('Anna');
  await field(page, 'person.lastName').fill('Nowak');
  await field(page, 'person.email').fill('anna@kowalski.example');
  await expectNoAxeFindings(page);
  await goOn(page);
  await allSent(page);
  await expect(page.getByRole('region', { name: 'Contact persons' })).toContainText('Anna Nowak');
});

for (const [language, appearance] of [
  ['de', 'light'],
  ['de', 'dark'],
  ['en', 'dark'],
] as const) {
  test(`buyers hold together in ${language} and ${appearance}`, async ({ page, sandbox, open }) => {
    await sandbox.call('change_settings', { language, appearance, lockAfterMinutes: 0 });
    await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
    await open();
    await page.keyboard.press('Control+1');
    await expect(page.getByRole('row').filter({ hasText: BUYER.name })).toBeVisible();
    await expectNoAxeFindings(page);
    await page.keyboard.press('n');
    await expect(field(page, 'vatNumber')).toBeVisible();
    await expectNoAxeFindings(page);
    await page.keyboard.press('Alt+ArrowLeft');
    await page.getByRole('row').filter({ hasText: BUYER.name }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(BUYER.name);
    await expectNoAxeFindings(page);
  });
}

test('buyers are reachable at 200 % in the smallest window', async ({ page, sandbox }) => {
  await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await page.setViewportSize({ width: 480, height: 320 });
  await goTo(page, 'Buyers');
  await expect(page.getByRole('row').filter({ hasText: BUYER.name })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole('row').filter({ hasText: BUYER.name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(BUYER.name);
  await expectNoSidewaysScroll(page);
  await goTo(page, 'Buyers');
  await page.getByRole('button', { name: 'Onboard a buyer' }).click();
  await expect(field(page, 'vatNumber')).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFindings(page);
});

test('a file that is no PDF or picture is refused where it was given', async ({ page, sandbox }) => {
  await submitBuyer(sandbox, 'PL5260250995', BUYER.name);
  await page.keyboard.press('Control+1');
  await page.getByRole('row').filter({ hasText: BUYER.name }).click();
  await allSent(page);
  const text = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('just a note') };
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose file' }).click();
  await (await chooser).setFiles([text]);
  const main = page.getByRole('main');
  await expect(main.getByRole('alert')).toContainText('notes.txt');
  await expectNoAxeFindings(page);
  const again = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose file' }).click();
  await (await again).setFiles([pdf('good.pdf', ['Company register extract'])]);
  await expect(page.getByRole('group', { name: 'File good.pdf' })).toBeVisible();
  await expect(main.getByRole('alert')).toBeHidden();
});
