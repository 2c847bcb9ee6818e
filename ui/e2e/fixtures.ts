// The fixtures of the browser tests: for each test a core with an empty data folder, and a page on it.

import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { BuyerForm, Commands, OrderForm, Subject } from '../src/contract';

const program = resolve(process.env['WAYBILL_WEB_HOST'] ?? '../target/debug/web-host');
const built = resolve(process.env['WAYBILL_PAGE'] ?? 'dist');

/** `memory` forgets its keys with the process; `none` makes the core ask for a passphrase; `locked` says so. */
type Keychain = 'memory' | 'none' | 'locked';

/** A running core. */
export class Core {
  #process: ChildProcess | null = null;
  #said = '';
  #address = '';
  #token = '';

  private constructor(
    readonly data: string,
    /** Where it saves files, and notes what it copies and what it opens in the browser. */
    readonly saved: string,
    readonly keychain: Keychain,
  ) {}

  /** Starts a core with an empty data folder. */
  static async start(keychain: Keychain): Promise<Core> {
    const folder = async (name: string) => mkdtemp(join(tmpdir(), `waybill-${name}-`));
    const core = new Core(await folder('page'), await folder('saved'), keychain);
    await core.#spawn();
    return core;
  }

  /** Where the page opens, with the token in the fragment. */
  get url(): string {
    return `${this.#address}/#token=${this.#token}`;
  }

  /** The log of the core. */
  get said(): string {
    return this.#said;
  }

  /** Asks a command, as the page does. */
  async call<C extends keyof Commands>(
    command: C,
    request: Commands[C]['request'],
  ): Promise<Commands[C]['answer']> {
    const response = await fetch(`${this.#address}/call`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ command, request }),
    });
    if (response.status !== 200) throw new Error(`${command}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Commands[C]['answer'];
  }

  /** Ends the core and starts it again on the same data. */
  async restart(): Promise<void> {
    await this.#end();
    await this.#spawn();
  }

  /** Ends the core and removes its data. Fails when an exchange with the sandbox broke the contract. */
  async close(): Promise<void> {
    await this.#end();
    await rm(this.data, { recursive: true, force: true });
    await rm(this.saved, { recursive: true, force: true });
    expect(this.#said).not.toContain('contract violation');
  }

  async #spawn(): Promise<void> {
    const child = spawn(
      program,
      ['--listen', '127.0.0.1:0', '--data', this.data, '--page', built, '--keychain', this.keychain],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, RUST_LOG: 'info', WAYBILL_SAVE_TO: this.saved },
      },
    );
    this.#process = child;
    child.stderr.on('data', (text: Buffer) => (this.#said += text.toString()));
    const lines = createInterface(child.stdout);
    const announced = await Promise.race([
      once(lines, 'line').then(([line]) => line as string),
      once(child, 'exit').then(([code]) => {
        throw new Error(`web-host ended with ${String(code)}: ${this.#said}`);
      }),
    ]);
    const { address, token } = JSON.parse(announced) as { address: string; token: string };
    this.#address = address;
    this.#token = token;
  }

  async #end(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

interface Given {
  keychain: Keychain;
  core: Core;
  /** Opens the page on the core. */
  open: () => Promise<void>;
  /** Opens the page with the sandbox running. */
  sandbox: Core;
}

export const test = base.extend<Given>({
  keychain: ['memory', { option: true }],
  core: async ({ keychain }, use, info) => {
    const core = await Core.start(keychain);
    await use(core);
    if (info.status !== info.expectedStatus) {
      // As a file: the report shows only the beginning of a text.
      const log = info.outputPath('core.log');
      await writeFile(log, core.said);
      await info.attach('core', { path: log, contentType: 'text/plain' });
    }
    await core.close();
  },
  page: async ({ page }, use) => {
    const faults: string[] = [];
    // With a listener from the start, no file chooser opens before Playwright has begun to intercept them.
    page.on('filechooser', () => undefined);
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      // A refused command is an answer like any other; the browser reports it as a failed request.
      if (message.type() === 'error' && !message.text().includes('422')) faults.push(message.text());
    });
    await use(page);
    // Broken scripts and violations of the content security policy fail any test.
    expect(faults.filter((fault) => !fault.includes('net::ERR'))).toEqual([]);
  },
  open: async ({ page, core }, use) => {
    await use(async () => {
      // Only the fragment differs after a restart on the same port: leave the page, so that it is loaded anew.
      await page.goto('about:blank');
      await page.goto(core.url);
      // Keys are heard from the moment on when a screen stands.
      await page.getByRole('heading', { level: 1 }).first().waitFor();
    });
  },
  sandbox: async ({ core, open }, use) => {
    await core.call('start_sandbox', {});
    await open();
    await use(core);
  },
});

export { expect };

/** Goes to a screen of the rail. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Waybill' }).getByRole('button', { name, exact: false }).click();
}

/** Fails on anything that axe finds on the page as it stands. */
export async function expectNoAxeFindings(page: Page): Promise<void> {
  // During a transition a colour is half way between two, which axe would measure.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity),
  );
  // The page has no frames, for which axe would open a second page each time.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze();
  const told = violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.html) }));
  expect(told).toEqual([]);
}

/** Fails when something stands beyond the right edge of the window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const widths = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  expect(widths.content).toBeLessThanOrEqual(widths.window);
}

/** Waits until the newest draft holds this; the page saves a moment after the last key stroke. */
export async function draftSaved(core: Core, body: Record<string, unknown>): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await core.call('drafts', {});
      return rows[0] ? (await core.call('draft', { id: rows[0].id })).form.body : null;
    })
    .toMatchObject(body);
}

/** Queues a new buyer, as the wizard does at its end. */
export async function submitBuyer(core: Core, vatNumber: string, companyName: string): Promise<Subject> {
  const body: BuyerForm = {
    vatNumber,
    companyName,
    address: { street: 'ul. Prosta 1', postCode: '00-838', city: 'Warszawa', country: 'PL' },
    contacts: [{ firstName: 'Jan', lastName: 'Kowalski', email: 'jan@example.com', phone: '+48221234567' }],
    kycMode: 'marketplaceLed',
    papers: [],
  };
  const saved = await core.call('save_draft', {
    id: null,
    subject: null,
    step: 4,
    form: { kind: 'buyer', body },
  });
  const { subject } = await core.call('submit_draft', { id: saved.id });
  return subject;
}

/** Queues a new order of a buyer that this desk knows. */
export async function submitOrder(core: Core, buyer: string, externalOrderId: string): Promise<Subject> {
  const person = {
    firstName: 'Jana',
    lastName: 'Petersen',
    email: 'jana@example.com',
    phone: '+49401234567',
  };
  const body: OrderForm = {
    buyer,
    externalOrderId,
    purchaseDate: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
    currency: 'EUR',
    vehicles: [
      {
        vin: 'WBA8E9C50GK645321',
        brand: 'BMW',
        model: '320d Touring',
        amount: '18500.00',
        mileage: '84200',
        firstRegistration: '2021-03-15',
      },
    ],
    responsible: person,
  };
  const saved = await core.call('save_draft', {
    id: null,
    subject: null,
    step: 3,
    form: { kind: 'order', body },
  });
  const { subject } = await core.call('submit_draft', { id: saved.id });
  return subject;
}
