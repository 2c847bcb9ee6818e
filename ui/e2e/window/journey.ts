// The fixtures of the journeys: for each a desktop of its own, and the program on it.

import { test as base } from '@playwright/test';
import { Desktop, type Keychain } from './desktop';

interface Given {
  /** Whether the desktop has a keychain. */
  keychain: Keychain;
  /** Pixels of the screen for one of the page, in each direction. */
  scale: number;
  desktop: Desktop;
}

export const test = base.extend<Given>({
  keychain: ['unlocked', { option: true }],
  scale: [1, { option: true }],
  desktop: async ({ keychain, scale }, use, info) => {
    const desktop = await Desktop.open(keychain, scale);
    await use(desktop);
    if (info.status !== info.expectedStatus) {
      await info.attach('desktop', { body: await desktop.said(), contentType: 'text/plain' });
      const screen = info.outputPath('screen.png');
      await desktop.run('import', ['-window', 'root', screen]);
      await info.attach('screen', { path: screen });
    }
    await desktop.close();
  },
});

export { expect } from '@playwright/test';
