import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { de } from '../../src/words/de';
import { en, type Words } from '../../src/words/en';
import { Clerk, type Deal } from './clerk';
import type { Desktop } from './desktop';
import { test } from './journey';
import { Program } from './program';

const folder = resolve(process.env['WAYBILL_DEMO'] ?? '../target/demo');

const deal: Deal = {
  vatNumber: 'PL 526 025 09 95',
  company: 'Kowalski Auto Handel Sp. z o.o.',
  orderNumber: 'NL-2026-0417',
  vin: 'WBA8E9C50HK623541',
  price: '18.500,00',
};

interface Look {
  name: string;
  words: Words;
  language: 'en' | 'de';
  appearance: 'light' | 'dark';
}

const looks: Look[] = [
  { name: 'light', words: en, language: 'en', appearance: 'light' },
  { name: 'dark-deutsch', words: de, language: 'de', appearance: 'dark' },
];

for (const look of looks) {
  test(`the whole deal, ${look.name}`, async ({ desktop }) => play(desktop, look));
}

async function play(desktop: Desktop, { name, words, language, appearance }: Look): Promise<void> {
  const target = join(folder, name);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const program = await Program.start(desktop);
  let taken = 0;
  const picture = async (title: string) => {
    taken += 1;
    // The last key strokes are checked and saved a moment later.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await program.settled();
    await program.picture(join(target, `${String(taken).padStart(2, '0')}-${title}.png`));
  };

  // The first start speaks the system's language, which is English here.
  await new Clerk(desktop, program, en, picture).startSandbox();
  await new Clerk(desktop, program, en).goTo('settings');
  await program.press({ css: `label:has([name="language"][value="${language}"])` });
  await program.press({ css: `label:has([name="appearance"][value="${appearance}"])` });

  const clerk = new Clerk(desktop, program, words, picture);
  await clerk.goTo('settings');
  await program.sees(words.settings.sandbox);
  await picture('settings');
  await clerk.onboardBuyer(deal);
  await clerk.seesBuyerValid();
  await clerk.createOrder(deal);
  await clerk.submitInvoice(deal);
  await clerk.submitPayment(deal);
  await clerk.declareReady();
  await clerk.confirmPickup(deal);
  await clerk.confirmDelivery(deal);
  await clerk.submitFinalInvoice(deal, 'exempt');
  await clerk.seesVerdict('valid');
  await clerk.saveExportFile(join(target, 'export file.pdf'));
  await clerk.goTo('orders');
  await program.sees(deal.orderNumber);
  await picture('orders');
  await clerk.goTo('outbox');
  await picture('outbox');
  await program.close();
}
