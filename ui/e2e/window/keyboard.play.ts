// The whole deal by keyboard alone, in the real window: real key strokes at 40 words a minute, counted and timed.
// Its log goes to `target/demo/keyboard.txt`.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { en } from '../../src/words/en';
import { pdf } from '../papers';
import { day } from './clerk';
import { until, type Desktop } from './desktop';
import { expect, test } from './journey';
import { Program } from './program';
import { activeWindow, windows } from './windows';

const folder = resolve(process.env['WAYBILL_DEMO'] ?? '../target/demo');

/** Forty words of five letters in a minute, in milliseconds for a letter. */
const LETTER = 300;

const VIN = 'WBA8E9C50HK623541';
const COMPANY = 'Kowalski Auto Handel';
const ORDER = 'NL-2026-0417';

/** Two hands on the keyboard of the desktop. Typed text is counted apart from presses. */
class Hands {
  presses = 0;
  letters = 0;
  readonly lines: string[] = [];
  readonly #began = Date.now();
  #marked = 0;

  constructor(
    readonly desktop: Desktop,
    readonly program: Program,
  ) {}

  get seconds(): number {
    return (Date.now() - this.#began) / 1000;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.presses += 1;
      this.lines.push(`  ${key}`);
      await this.desktop.run('xdotool', ['key', '--clearmodifiers', key]);
    }
  }

  async type(text: string): Promise<void> {
    this.letters += text.length;
    this.lines.push(`  "${text}"`);
    const end = Date.now() + text.length * LETTER;
    await this.desktop.run('xdotool', ['type', '--clearmodifiers', '--delay', String(LETTER), text]);
    await sleep(end - Date.now());
  }

  /** Types into the field that has the focus, which must be this one, and goes on. */
  async fill(field: string, text: string): Promise<void> {
    await this.focused(field);
    await this.type(text);
    await this.press('Return');
  }

  /** Waits until the focus is in a field, or on a button. */
  async focused(name: string): Promise<void> {
    const seen = () =>
      this.program.run<string>(`
        const active = document.activeElement;
        return active?.getAttribute('name') ?? active?.textContent?.trim() ?? '';`);
    await until(`the focus on ${name}`, async () => (await seen()).startsWith(name)).catch(async (error) => {
      throw new Error(`${String(error)}; it is on "${await seen()}"`, { cause: error });
    });
  }

  /**
   * Chooses the file at a path in the native dialog, which the focused button opens in the folder of the last one;
   * or, at the path of a folder, files by keys.
   */
  async choose(path: string, ...keys: string[]): Promise<void> {
    await this.focused(en.common.chooseFiles);
    const known = await windows(this.desktop);
    await this.press('Return');
    let dialog = '';
    await until('a file dialog', async () => {
      dialog = [...(await windows(this.desktop)).keys()].find((id) => !known.has(id)) ?? '';
      return dialog !== '' && (await activeWindow(this.desktop)) === dialog;
    });
    await this.type(path);
    await this.press('Return');
    if (keys.length > 0) {
      // The files of the folder are listed.
      await sleep(1_000);
      await this.press(...keys, 'Return');
    }
    await until('the file dialog to close', async () => !(await windows(this.desktop)).has(dialog));
  }

  /** Waits until the button of the next step has the focus, and presses it. */
  async begin(button: string): Promise<void> {
    await this.focused(button);
    await this.press('Return');
  }

  /** Writes down what was pressed, whether it led to the end or not. */
  async record(file: string, play: () => Promise<void>): Promise<void> {
    try {
      await play();
    } finally {
      await mkdir(folder, { recursive: true });
      const sum = `${this.presses} presses, ${this.letters} letters, ${this.seconds.toFixed(1)} s`;
      await writeFile(join(folder, file), [...this.lines, sum, ''].join('\n'));
    }
  }

  mark(step: string): void {
    this.lines.push(`${step}: ${this.presses - this.#marked} presses, ${this.seconds.toFixed(0)} s`);
    this.#marked = this.presses;
  }
}

/** A day as fast hands type it. */
function typed(daysAgo: number): string {
  const [year = '', month, date] = day(daysAgo).split('-');
  return `${date}${month}${year.slice(2)}`;
}

/** The scans of the deal. */
async function scan(desktop: Desktop): Promise<void> {
  const scans = {
    '1 KRS.pdf': ['KRS', COMPANY],
    '2 AML.pdf': ['AML declaration', COMPANY],
    'arrival.pdf': ['Confirmation of arrival', VIN],
    'cmr.pdf': ['CMR', VIN],
    'final.pdf': ['Invoice', VIN],
    'invoice.pdf': ['Invoice', VIN],
    'payment.pdf': ['Payment', '18,500.00'],
  };
  for (const [name, lines] of Object.entries(scans)) {
    const file = join(desktop.home, 'scans', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, pdf(name, lines).buffer);
  }
}

test('the whole deal by keyboard', async ({ desktop }) => {
  await scan(desktop);
  const program = await Program.start(desktop);
  await program.press(en.start.sandboxButton);
  await program.sees({ css: 'nav.rail' });
  const hands = new Hands(desktop, program);
  await hands.record('keyboard.txt', async () => {
    await hands.begin(en.buyers.add);
    await hands.fill('vatNumber', 'PL5260250995');
    await hands.fill('companyName', COMPANY);
    await hands.fill('address.street', 'ul. Hutnicza 12');
    await hands.fill('address.postCode', '40-241');
    await hands.fill('address.city', 'Katowice');
    await hands.fill('contacts[0].firstName', 'Anna');
    await hands.fill('contacts[0].lastName', 'Nowak');
    await hands.focused('contacts[0].email');
    await hands.type('a.nowak@kah.example');
    await hands.press('ctrl+Return');
    await hands.choose('~/scans/', 'shift+Down');
    // Only the age of the extract matters.
    await hands.focused('papers[0].documentDate');
    await hands.type(typed(20));
    await hands.press('ctrl+Return');
    await hands.focused(en.onboard.send);
    await hands.press('Return');
    hands.mark('buyer');

    await hands.begin(en.buyers.newOrder);
    await hands.fill('vehicles[0].vin', VIN);
    await hands.fill('vehicles[0].model', '320d Touring');
    await hands.fill('vehicles[0].amount', '18500');
    await hands.fill('vehicles[0].mileage', '84200');
    await hands.fill('vehicles[0].firstRegistration', '140319');
    await hands.fill('externalOrderId', ORDER);
    await hands.fill('purchaseDate', typed(6));
    await hands.fill('responsible.firstName', 'Jonas');
    await hands.fill('responsible.lastName', 'Petersen');
    await hands.focused('responsible.email');
    await hands.type('jp@nordlicht.example');
    await hands.press('ctrl+Return');
    await hands.focused(en.newOrder.send);
    await hands.press('Return');
    hands.mark('order');

    await hands.begin(en.actions.invoice);
    await hands.fill('invoiceNumber', `${ORDER}-P`);
    await hands.fill('invoiceDate', typed(5));
    await hands.choose('./invoice.pdf');
    await hands.press('ctrl+Return');
    hands.mark('invoice');

    await hands.begin(en.actions.payment);
    await hands.fill('paymentDate', typed(4));
    await hands.fill('sourceIban', 'PL61109010140000071219812874');
    await hands.choose('./payment.pdf');
    await hands.press('ctrl+Return');
    hands.mark('payment');

    await hands.begin(en.actions.markReady);
    await hands.focused(en.orders.ready);
    await hands.press('Return');
    hands.mark('ready for pickup');

    await hands.begin(en.actions.pickup);
    await hands.focused('pickupKind');
    await hands.press('space', 'Return');
    await hands.fill('pickupDate', typed(3));
    await hands.fill('driver', 'M. Zajac');
    await hands.choose('./cmr.pdf');
    await hands.press('ctrl+Return');
    hands.mark('pickup');

    await hands.begin(en.actions.delivery);
    await hands.fill('deliveryDate', typed(1));
    await hands.choose('./arrival.pdf');
    await hands.press('ctrl+Return');
    hands.mark('delivery');

    await hands.begin(en.actions.finalInvoice);
    await hands.fill('invoiceNumber', `${ORDER}-F`);
    await hands.fill('invoiceDate', typed(0));
    await hands.choose('./final.pdf');
    await hands.press('ctrl+Return');
    await program.sees(`${en.orders.verdicts.valid} · ${en.orders.decisions.validExport}`);
    hands.mark('final invoice');
  });
  expect(hands.presses).toBeLessThanOrEqual(60);
  expect(hands.seconds).toBeLessThanOrEqual(150);
  await program.close();
});

test('row 60 of the list, mended, and the next five', async ({ desktop }) => {
  const program = await Program.start(desktop);
  await program.press(en.start.sandboxDemo);
  await program.sees({ css: 'nav.rail' });
  const isRead = async () => (await program.words()).includes('All read');
  await until('the dealership to be read', isRead, 300_000);
  const row = () =>
    program.run<number>(`
      const chosen = document.querySelector('[role="row"][aria-selected="true"]');
      return Number(chosen?.getAttribute('aria-rowindex') ?? 0);`);
  const heading = () => program.run<string>(`return document.querySelector('h1')?.textContent ?? ''`);
  const hands = new Hands(desktop, program);
  await hands.record('row-60.txt', async () => {
    for (let at = await row(); at < 60; at = await row()) {
      await hands.press(at < 52 ? 'Next' : 'Down');
      await until('the next row', async () => (await row()) > at);
    }
    await hands.press('Return');
    hands.mark('row 60 is open');
    await hands.begin(en.actions.payment);
    await hands.fill('paymentDate', typed(0));
    await hands.fill('sourceIban', 'PL61109010140000071219812874');
    await hands.focused(en.common.chooseFiles);
    await hands.press('ctrl+Return', 'ctrl+Return');
    await program.sees(en.shell.allSent);
    hands.mark('its payment is entered');
    for (let next = 0; next < 5; next += 1) {
      const before = await heading();
      await hands.press('j');
      await until('the next order', async () => (await heading()) !== before);
    }
    hands.mark('the next five were seen');
  });
  expect(hands.presses).toBeLessThanOrEqual(35);
  await program.close();
});
