// The fixtures of the tests with a desk that is connected to Novatrade24 and not to the built-in sandbox: the
// server, the wire to it, and a colleague's desk.

import type { Locator, Page } from '@playwright/test';
import { Core, expect, test as base } from './fixtures';
import { Sandbox, Wire } from './sandbox';

export const VAT_NUMBER = 'PL5260250995';
export const COMPANY = 'Kowalski Auto Handel Sp. z o.o.';

interface Given {
  /** Stands for Novatrade24: a program of its own. */
  novatrade24: Sandbox;
  /** The way to it. */
  wire: Wire;
  /** Opens the page with a connection through the wire. */
  connected: Core;
  /** Another desk of the same organization, without a page. */
  colleague: Core;
}

export const test = base.extend<Given>({
  novatrade24: async ({ browserName: _ }, use) => {
    const sandbox = await Sandbox.start();
    await use(sandbox);
    await sandbox.end();
  },
  wire: async ({ novatrade24 }, use) => {
    const wire = await Wire.to(novatrade24);
    await use(wire);
    await wire.pull();
  },
  connected: async ({ core, wire, open, page }, use) => {
    await core.call('connect', wire.credentials);
    await open();
    await expect(footer(page)).toContainText('Connected');
    await use(core);
  },
  colleague: async ({ novatrade24 }, use) => {
    const core = await Core.start('memory');
    await core.call('connect', novatrade24.credentials);
    await use(core);
    await core.close();
  },
});

/** The line at the foot of the window. */
export function footer(page: Page): Locator {
  return page.getByRole('contentinfo');
}

/** Waits until a desk has sent everything. */
export async function allSent(core: Core): Promise<void> {
  await expect
    .poll(async () => {
      const { waiting, inFlight, parked } = await core.call('status', {});
      return { waiting, inFlight, parked };
    })
    .toEqual({ waiting: 0, inFlight: 0, parked: 0 });
}
