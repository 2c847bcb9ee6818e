import { en } from '../../src/words/en';
import { Sandbox, Wire } from '../sandbox';
import { Clerk, type Deal } from './clerk';
import { expect, test } from './journey';
import { Program } from './program';

const deal: Deal = {
  vatNumber: 'PL5260250995',
  company: 'Kowalski Auto Handel Sp. z o.o.',
  orderNumber: 'NL-2026-0420',
  vin: 'WBA8E9C50HK623541',
  price: '18.500,00',
};

test('an invoice and a payment that were drafted without a network arrive, though the program died', async ({
  desktop,
}) => {
  const novatrade24 = await Sandbox.start();
  const wire = await Wire.to(novatrade24);
  const first = await Program.start(desktop);
  const clerk = new Clerk(desktop, first, en);
  await clerk.connect(wire.credentials);
  await clerk.onboardBuyer(deal);
  await clerk.seesBuyerValid();

  await wire.pull();
  clerk.online = false;
  await clerk.createOrder(deal);
  await clerk.submitInvoice(deal);
  await clerk.beginPayment(deal);
  await first.sees({ css: 'p.saved' });
  await first.kill();

  const second = await Program.start(desktop);
  const again = new Clerk(desktop, second, en);
  again.online = false;
  await again.goTo('drafts');
  await second.press(`${en.forms.continueDraft}: ${en.forms.titles.payment}, ${deal.orderNumber}`);
  await expect.poll(() => second.value('bankAmount')).toBe('18,500.00');
  // The clerk goes on exactly where the program died.
  await expect
    .poll(() => second.run('return document.activeElement.getAttribute("name")'))
    .toBe('bankAmount');
  await again.finishPayment(deal);
  await again.goTo('outbox');
  for (const operation of ['createOrder', 'submitInvoice', 'submitPayment'] as const) {
    await second.reads(`${en.operations[operation]} ${deal.orderNumber}`);
  }

  await wire.plugIn();
  await second.press(en.shell.tryNow);
  await second.sees(en.outbox.emptyTitle, 60_000);
  await second.press({ css: '[role="tab"][aria-selected="false"]' });
  for (const operation of ['createOrder', 'submitInvoice', 'submitPayment'] as const) {
    await second.reads(en.operations[operation]);
  }
  await second.close();
  await wire.pull();
  await novatrade24.end();
});
