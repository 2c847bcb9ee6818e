import { join } from 'node:path';
import { en } from '../../src/words/en';
import { Clerk, type Deal } from './clerk';
import { until } from './desktop';
import { expect, test } from './journey';
import { Program } from './program';

const exempt: Deal = {
  vatNumber: 'PL 526 025 09 95',
  company: 'Kowalski Auto Handel Sp. z o.o.',
  orderNumber: 'NL-2026-0417',
  vin: 'WBA8E9C50HK623541',
  price: '18.500,00',
};

test('a deal ends VALID, with an export file that says so', async ({ desktop }) => {
  const program = await Program.start(desktop);
  const clerk = new Clerk(desktop, program, en);
  await clerk.startSandbox();
  await clerk.onboardBuyer(exempt);
  await clerk.seesBuyerValid();
  await clerk.createOrder(exempt);
  await clerk.submitInvoice(exempt);
  await clerk.submitPayment(exempt);
  await clerk.declareReady();
  await clerk.confirmPickup(exempt);
  await clerk.confirmDelivery(exempt);
  await clerk.submitFinalInvoice(exempt, 'exempt');
  await clerk.seesVerdict('valid');

  const text = await exportFile(clerk, `${exempt.orderNumber}-F`);
  expect(text).toContain(exempt.vin);
  expect(text).toContain(exempt.company);
  expect(text).toContain('PL5260250995');
  expect(text).toMatch(/18[ ,.]?500[.,]00/);
  expect(text).toContain('VALID_EXPORT');
  await program.close();
});

test('a buyer whose VAT number fails on the way makes the deal INVALID, with VAT on the final invoice', async ({
  desktop,
}) => {
  // The sandbox says: valid at the first check, not registered from the second on.
  const taxed = { ...exempt, vatNumber: 'PL5260010009', orderNumber: 'NL-2026-0418' };
  const program = await Program.start(desktop);
  const clerk = new Clerk(desktop, program, en);
  await clerk.startSandbox();
  await clerk.onboardBuyer(taxed);
  await clerk.seesBuyerValid();
  await clerk.createOrder(taxed);
  await clerk.submitInvoice(taxed);
  await clerk.submitPayment(taxed);
  await clerk.declareReady();
  await clerk.confirmPickup(taxed);

  await clerk.goTo('buyers');
  await program.press({ text: taxed.company });
  await program.press(en.buyers.viesAgain);
  await program.sees(en.buyers.viesStates.INVALID);
  await clerk.goTo('orders');
  await program.press({ text: taxed.orderNumber });
  await clerk.seesVerdict('invalid');
  await clerk.submitFinalInvoice(taxed, 'vat');
  const text = await exportFile(clerk, `${taxed.orderNumber}-F`);
  expect(text).toContain('VAT_APPLICABLE');
  expect(text).toMatch(/VAT +with VAT/);
  expect(text).toContain(taxed.vin);
  await program.close();
});

/** The text of the first export file that holds the final invoice. */
async function exportFile(clerk: Clerk, finalInvoice: string): Promise<string> {
  let text = '';
  let saved = 0;
  await until(
    'an export file with the final invoice',
    async () => {
      saved += 1;
      const file = join(clerk.desktop.home, `export file ${saved}.pdf`);
      await clerk.saveExportFile(file);
      text = await clerk.desktop.run('pdftotext', ['-layout', file, '-']);
      return text.includes(finalInvoice);
    },
    60_000,
  );
  return text;
}
