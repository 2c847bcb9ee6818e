// Where the focus is.

import type { Page } from '@playwright/test';
import { expect } from './fixtures';

/** Fails if the focus is on the page itself or on its main part: there the next Tab begins at the top. */
export async function expectFocused(page: Page, after: string): Promise<void> {
  await expect
    .poll(
      () =>
        page.evaluate(() => {
          const active = document.activeElement;
          const isTop = !active || active === document.body || active.tagName === 'MAIN';
          return isTop ? 'the page' : 'an element';
        }),
      { message: `after ${after} the focus is on` },
    )
    .toBe('an element');
}

/** Presses keys one after the other, and looks where the focus is after each. */
export async function walk(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    await expectFocused(page, key);
  }
}
