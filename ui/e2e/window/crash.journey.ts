import { en } from '../../src/words/en';
import { fill } from '../../src/words/fill';
import { Clerk, type Deal } from './clerk';
import { expect, test } from './journey';
import { Program } from './program';

const deal: Deal = {
  vatNumber: 'PL5260250995',
  company: 'Kowalski Auto Handel Sp. z o.o.',
  orderNumber: 'NL-2026-0419',
  vin: 'WBA8E9C50HK623541',
  price: '18.500,00',
};

test('a crash in the middle of a wizard and of the outbox loses nothing', async ({ desktop }) => {
  const first = await Program.start(desktop);
  const clerk = new Clerk(desktop, first, en);
  await clerk.startSandbox();
  await clerk.plugNetwork(false);
  await clerk.onboardBuyer(deal);
  await clerk.goTo('outbox');
  const waiting = [
    en.operations.upsertBuyer,
    en.operations.uploadKycDocument,
    en.operations.triggerViesCheck,
  ];
  for (const operation of waiting) await first.reads(`${operation} ${deal.company}`);
  await clerk.goTo('orders');
  await first.press(en.orders.add);
  await first.fill('buyer', 'Kowalski');
  await first.press({ css: '[role="option"]' });
  await first.press(en.forms.next);
  await first.fill('vehicles[0].vin', deal.vin);
  await first.sees({ css: 'p.saved' });
  await first.kill();

  const second = await Program.start(desktop);
  const again = new Clerk(desktop, second, en);
  await again.goTo('orders');
  await second.press(`${en.forms.continueDraft}: ${en.forms.titles.order}, ${deal.vin}`);
  await expect.poll(() => second.value('vehicles[0].vin')).toBe('WBA 8E9C50 HK623541');

  // The sandbox's network is plugged in at each start: what waited goes out by itself.
  await again.goTo('buyers');
  await second.press({ text: deal.company });
  await again.seesBuyerValid();
  await again.goTo('outbox');
  await second.sees(en.outbox.emptyTitle);
  await second.press({ css: '[role="tab"][aria-selected="false"]' });
  for (const operation of waiting) await second.reads(operation);
  await second.close();
});

test('a crash in the middle of sending repeats nothing in effect', async ({ desktop }) => {
  const first = await Program.start(desktop);
  const clerk = new Clerk(desktop, first, en);
  await clerk.startSandbox();
  // The buyer's page opens as soon as the buyer is queued; its rows go out while the program dies.
  await clerk.onboardBuyer(deal);
  await first.kill();

  const second = await Program.start(desktop);
  const again = new Clerk(desktop, second, en);
  await again.goTo('buyers');
  await second.press({ text: deal.company });
  await again.seesBuyerValid();
  await second.sees(en.shell.allSent);
  for (const paper of ['register extract.pdf', 'aml.pdf']) {
    await second.press(paper);
    // NT24 counts every upload of a type as a version of its own.
    await second.reads(fill(en.papers.version, { version: 1 }));
    await second.press(paper);
  }
  await again.goTo('buyers');
  const buyers = () => second.run<number>('return document.querySelectorAll("[role=gridcell]").length');
  await expect.poll(buyers).toBe(1);
  await second.close();
});
