import type { Core } from './fixtures';
import { expect, expectNoAxeFindings, expectNoSidewaysScroll, goTo, test } from './fixtures';
import { field } from './work';

/** Keeps a draft of a buyer, as the wizard does while somebody types. */
async function keepBuyer(core: Core, companyName: string): Promise<string> {
  const address = { street: '', postCode: '', city: '', country: '' };
  const { id } = await core.call('save_draft', {
    id: null,
    subject: null,
    step: 1,
    form: {
      kind: 'buyer',
      body: { vatNumber: '', companyName, address, contacts: [], kycMode: 'marketplaceLed', papers: [] },
    },
  });
  return id;
}

test('says what will stand here, then lists what was begun and finds it', async ({ page, sandbox }) => {
  await goTo(page, 'Drafts');
  await expect(page.getByRole('main')).toContainText('No drafts');
  await expectNoAxeFindings(page);
  await keepBuyer(sandbox, 'Kowalski');
  await keepBuyer(sandbox, 'Dupont');
  await expect(page.getByRole('status').filter({ hasText: '2 drafts' })).toBeVisible();
  await expectNoAxeFindings(page);
  await page.keyboard.press('/');
  await page.keyboard.type('kowal');
  await expect(page.getByRole('listitem').filter({ hasText: 'Dupont' })).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field(page, 'companyName')).toHaveValue('Kowalski');
});

test('a draft that was discarded comes back as it was', async ({ page, sandbox }) => {
  await keepBuyer(sandbox, 'Kowalski');
  await goTo(page, 'Drafts');
  await page.setViewportSize({ width: 960, height: 640 });
  await page.getByRole('button', { name: 'Discard draft: Onboard a buyer, Kowalski' }).click();
  await expect(page.getByRole('main')).toContainText('No drafts');
  await expect(page.getByRole('status').filter({ hasText: 'Draft discarded' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: /Continue.*Kowalski/ }).click();
  await expect(field(page, 'companyName')).toHaveValue('Kowalski');
  await expectNoSidewaysScroll(page);
});
