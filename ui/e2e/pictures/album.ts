// Takes pictures of the page in the widths of the smallest and of usual windows, and at a zoom of 200 %.

import type { Page } from '@playwright/test';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Appearance, Language } from '../../src/contract';
import type { Core } from '../fixtures';

const folder = resolve(process.env['WAYBILL_PICTURES'] ?? '../target/pictures');

const WINDOWS = [
  { name: '960', width: 960, height: 640 },
  { name: '1360', width: 1360, height: 860 },
  { name: '1920', width: 1920, height: 1080 },
  // A window of 960 x 640 at 200 %.
  { name: '200%', width: 480, height: 320 },
];

export interface Look {
  language: Language;
  appearance: Appearance;
}

export const LOOKS: Look[] = (['en', 'de'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((appearance) => ({ language, appearance })),
);

/** The pictures of one world, such as `full`, in one look. */
export class Album {
  private constructor(
    private readonly page: Page,
    private readonly world: string,
    private readonly look: Look,
  ) {}

  /** Gives the desk the look, before the page is opened. */
  static async of(world: string, look: Look, page: Page, core: Core): Promise<Album> {
    const { settings } = await core.call('session', {});
    await core.call('change_settings', { ...settings, ...look, lockAfterMinutes: 0 });
    await mkdir(join(folder, world), { recursive: true });
    return new Album(page, world, look);
  }

  /** Takes the screen as it stands, in each width. */
  async take(screen: string): Promise<void> {
    for (const { name, ...size } of WINDOWS) {
      await this.page.setViewportSize(size);
      await this.#settled();
      const file = `${screen} ${this.look.language} ${this.look.appearance} ${name}.png`;
      await this.page.screenshot({ path: join(folder, this.world, file) });
    }
    await this.page.setViewportSize({ width: 1360, height: 860 });
  }

  /** Waits for transitions and for what a wider window draws anew. */
  async #settled(): Promise<void> {
    await this.page.evaluate(() => new Promise((drawn) => setTimeout(drawn, 150)));
    await this.page.waitForFunction(() =>
      document
        .getAnimations()
        .every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity),
    );
  }
}
