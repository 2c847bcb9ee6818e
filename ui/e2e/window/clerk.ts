// A clerk at the window: a deal from the VAT number to the export file, step by step.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from '../../src/contract';
import { fill } from '../../src/words/fill';
import type { Words } from '../../src/words/en';
import { until, type Desktop } from './desktop';
import { pdf } from '../papers';
import type { Place, Program } from './program';
import { answerFileDialog, dragFiles, windows } from './windows';

/** The data of one deal. */
export interface Deal {
  vatNumber: string;
  company: string;
  orderNumber: string;
  vin: string;
  /** As a clerk types it. */
  price: string;
}

/** A paper of the deal: the name of its file, its type, and what stands in it. */
export interface DealPaper {
  name: string;
  type: string;
  lines: string[];
}

/** A day as a form takes it, so many days ago. */
export function day(daysAgo: number): string {
  const date = new Date(Date.now() - daysAgo * 86_400_000);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}

export class Clerk {
  /** Whether requests can be sent; if so, each step waits until they are. */
  online = true;

  constructor(
    readonly desktop: Desktop,
    readonly program: Program,
    readonly words: Words,
    /** Told after each step what the screen shows; the demo takes a picture. */
    private readonly look: (name: string) => Promise<void> = () => Promise.resolve(),
  ) {}

  async startSandbox(): Promise<void> {
    await this.program.sees({ button: this.words.start.sandboxButton });
    await this.look('first-start');
    await this.program.press(this.words.start.sandboxButton);
    await this.program.sees({ css: 'nav.rail' });
  }

  /** Connects to Novatrade24, wherever that is. */
  async connect(credentials: Credentials): Promise<void> {
    const { program, words } = this;
    await program.press({ button: `${words.start.realButton} …` });
    await program.fill('clientId', credentials.clientId);
    await program.fill('clientSecret', credentials.clientSecret);
    await program.press({ css: 'summary' });
    await program.fill('apiUrl', credentials.apiUrl);
    await program.fill('tokenUrl', credentials.tokenUrl);
    await program.press({ css: 'form [type="submit"]' });
    // A host that is not Novatrade24's.
    await program.press(words.connection.ask);
    await program.sees({ css: 'nav.rail' });
  }

  async onboardBuyer(deal: Deal): Promise<void> {
    const { program, words } = this;
    await this.goTo('buyers');
    await this.look('buyers');
    await program.press(words.buyers.add);
    await program.fill('vatNumber', deal.vatNumber);
    await this.look('buyer-vat-number');
    await program.press(words.forms.next);
    await this.fillCompany(deal.company);
    await this.look('buyer-company');
    await program.press(words.forms.next);
    await program.fill('contacts[0].firstName', 'Anna');
    await program.fill('contacts[0].lastName', 'Nowak');
    await program.fill('contacts[0].email', 'anna.nowak@kowalski-auto.example');
    await program.fill('contacts[0].phone', '+48 32 123 45 67');
    await program.press(words.forms.next);
    await this.attach(
      { name: 'register extract.pdf', type: 'COC_EXTRACT', lines: ['KRS', deal.company] },
      { name: 'aml.pdf', type: 'AML_DECLARATION', lines: ['AML declaration', deal.company] },
    );
    await this.look('buyer-documents');
    await program.press(words.forms.next);
    await this.look('buyer-review');
    await program.press(words.onboard.send);
    await program.sees({ button: words.buyers.newOrder });
  }

  async fillCompany(name: string): Promise<void> {
    await this.program.fill('companyName', name);
    await this.program.fill('address.street', 'ul. Hutnicza 12');
    await this.program.fill('address.postCode', '40-241');
    await this.program.fill('address.city', 'Katowice');
    await this.program.choose({ field: 'address.country' }, 'PL');
  }

  /** Waits on the buyer's page until everything was sent and VIES has answered. */
  async seesBuyerValid(): Promise<void> {
    await this.program.sees(this.words.buyers.documentsComplete);
    await this.program.sees(this.words.buyers.viesStates.VALID);
    await this.look('buyer');
  }

  /** From the buyer's page. */
  async createOrder(deal: Deal): Promise<void> {
    const { program, words } = this;
    await program.press(words.buyers.newOrder);
    await program.fill('vehicles[0].vin', deal.vin);
    await program.fill('vehicles[0].brand', 'BMW');
    await program.fill('vehicles[0].model', '320d Touring');
    await program.fill('vehicles[0].amount', deal.price);
    await program.fill('vehicles[0].mileage', '84200');
    await program.fill('vehicles[0].firstRegistration', '2019-03-14');
    await this.look('order-vehicle');
    await program.press(words.forms.next);
    await program.fill('externalOrderId', deal.orderNumber);
    await program.fill('purchaseDate', day(4));
    await program.fill('responsible.firstName', 'Jonas');
    await program.fill('responsible.lastName', 'Petersen');
    await program.fill('responsible.email', 'j.petersen@nordlicht.example');
    await program.fill('responsible.phone', '+49 40 123 4567');
    await program.press(words.forms.next);
    await this.look('order-review');
    await program.press(words.newOrder.send);
    await program.sees({ button: words.actions.invoice });
    await this.look('order-created');
  }

  async submitInvoice(deal: Deal): Promise<void> {
    const { program, words } = this;
    await this.act('invoice', { field: 'invoiceNumber' });
    await program.fill('invoiceNumber', `${deal.orderNumber}-P`);
    await program.fill('invoiceDate', day(3));
    await program.fill('amount', deal.price);
    await this.chooseTax('exempt');
    await this.attach({
      name: 'preliminary invoice.pdf',
      type: 'SHIPMENT_PRELIMINARY_INVOICE',
      lines: ['Invoice', deal.company, deal.vin],
    });
    await this.look('invoice');
    await program.press(words.forms.submit.invoice);
  }

  async submitPayment(deal: Deal): Promise<void> {
    await this.beginPayment(deal);
    await this.finishPayment(deal);
  }

  /** Opens the form and types day and amount. */
  async beginPayment(deal: Deal): Promise<void> {
    await this.act('payment', { field: 'paymentDate' });
    await this.program.fill('paymentDate', day(2));
    await this.program.fill('bankAmount', deal.price);
  }

  /** Goes on in the form that was begun. */
  async finishPayment(deal: Deal): Promise<void> {
    const { program, words } = this;
    await program.fill('sourceIban', 'PL61 1090 1014 0000 0712 1981 2874');
    await this.pick({
      name: 'payment confirmation.pdf',
      type: 'PAYMENT_CONFIRMATION',
      lines: ['Payment', deal.price],
    });
    await this.look('payment');
    await program.press(words.forms.submit.payment);
  }

  async declareReady(): Promise<void> {
    await this.act('markReady', { text: this.words.orders.readyTitle });
    await this.look('ready-for-pickup');
    await this.program.press(this.words.orders.ready);
    await this.program.seesNoMore({ text: this.words.orders.readyTitle });
  }

  async confirmPickup(deal: Deal): Promise<void> {
    const { program, words } = this;
    await this.act('pickup', { field: 'pickupDate' });
    await program.press({ css: 'label:has([name="pickupKind"][value="companyTransport"])' });
    await program.fill('pickupDate', day(1));
    await program.fill('driver', 'Marek Zając');
    await this.attach({ name: 'cmr.pdf', type: 'TRANSPORT_CMR', lines: ['CMR', deal.vin, 'Katowice'] });
    await this.look('pickup');
    await program.press(words.forms.submit.pickup);
  }

  async confirmDelivery(deal: Deal): Promise<void> {
    const { program, words } = this;
    await this.act('delivery', { field: 'deliveryDate' });
    await program.fill('deliveryDate', day(0));
    await this.attach({
      name: 'confirmation of arrival.pdf',
      type: 'TRANSPORT_CONFIRMATION_OF_ARRIVAL',
      lines: ['Arrived', deal.vin],
    });
    await this.look('delivery');
    await program.press(words.forms.submit.delivery);
  }

  async submitFinalInvoice(deal: Deal, tax: 'exempt' | 'vat'): Promise<void> {
    const { program, words } = this;
    await this.act('finalInvoice', { field: 'invoiceNumber' });
    await program.sees(tax === 'exempt' ? words.forms.finalKindExempt : words.forms.finalKindVat);
    await program.fill('invoiceNumber', `${deal.orderNumber}-F`);
    await program.fill('invoiceDate', day(0));
    await program.fill('amount', deal.price);
    await this.chooseTax(tax);
    await this.attach({
      name: 'final invoice.pdf',
      type: 'SHIPMENT_INVOICE',
      lines: ['Final invoice', deal.company, deal.vin],
    });
    await this.look('final-invoice');
    await program.press(words.forms.submit.finalInvoice);
  }

  /** Waits on the order's page for the verdict and the export file. */
  async seesVerdict(verdict: 'valid' | 'invalid'): Promise<void> {
    const { verdicts, decisions } = this.words.orders;
    const decision = decisions[verdict === 'valid' ? 'validExport' : 'vatApplicable'];
    await this.program.sees(`${verdicts[verdict]} · ${decision}`);
  }

  async saveExportFile(path: string): Promise<void> {
    const { program, words, desktop } = this;
    await program.sees({ button: words.orders.exportSave });
    await this.look('order-done');
    const known = await windows(desktop);
    await program.press(words.orders.exportSave);
    await answerFileDialog(desktop, known, path);
    await program.sees(words.orders.exportSaved);
  }

  async goTo(screen: 'buyers' | 'orders' | 'drafts' | 'outbox' | 'settings'): Promise<void> {
    await this.program.press({ button: this.words.shell[screen] });
  }

  /** Plugs the sandbox's network in or out, as the switch in the footer does. */
  async plugNetwork(up: boolean): Promise<void> {
    const standsAt = (on: boolean) => ({ css: `footer [role="switch"][aria-checked="${on}"]` });
    await this.program.sees({ css: 'footer [role="switch"]' });
    if (await this.program.shows(standsAt(!up))) await this.program.press(standsAt(!up));
    await this.program.sees(standsAt(up));
    this.online = up;
  }

  /** Drags papers from the file manager onto the form's drop zone, and says what each is. */
  async attach(...papers: DealPaper[]): Promise<void> {
    const files = await Promise.all(papers.map((paper) => this.write(paper)));
    const zone = { css: '.zone' };
    await this.program.sees(zone);
    const at = await this.program.middle(zone);
    await dragFiles(this.desktop, files, at);
    for (const { name, type } of papers) {
      const group = fill(this.words.papers.file, { name });
      await this.program.choose({ css: `[role="group"][aria-label="${group}"] select` }, type);
    }
  }

  /** Picks a paper through the native dialog. */
  async pick(paper: DealPaper): Promise<void> {
    const path = await this.write(paper);
    const known = await windows(this.desktop);
    await this.program.press(this.words.common.chooseFiles);
    await answerFileDialog(this.desktop, known, path);
    const group = fill(this.words.papers.file, { name: paper.name });
    await this.program.choose({ css: `[role="group"][aria-label="${group}"] select` }, paper.type);
  }

  /** Presses the button of a step until it has opened what it opens: the page may be told news meanwhile. */
  private async act(step: keyof Words['actions'], opens: Place): Promise<void> {
    if (this.online) await this.program.sees(this.words.shell.allSent);
    await this.look(`order-before-${step}`);
    await until(`${step} to open`, async () => {
      await this.program.press(this.words.actions[step]);
      return this.program.sees(opens, 2_000).then(
        () => true,
        () => false,
      );
    });
  }

  private async chooseTax(tax: 'exempt' | 'vat'): Promise<void> {
    await this.program.press({ css: `label:has([name="vatIncluded"][value="${tax}"])` });
  }

  private async write(paper: DealPaper): Promise<string> {
    const path = join(this.desktop.home, paper.name);
    await writeFile(path, pdf(paper.name, paper.lines).buffer);
    return path;
  }
}
