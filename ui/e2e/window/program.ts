// The program in its real window, driven through its web view, and the desktop around it.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { Desktop, freePort, until } from './desktop';
import { key, WebDriver } from './webdriver';

/** Where the program and the driver are; `cargo xtask` says so when they are elsewhere. */
export const programPath = resolve(process.env['WAYBILL_PROGRAM'] ?? '../target/debug/waybill');
const driverPath = resolve(process.env['TAURI_DRIVER'] ?? '../target/tools/bin/tauri-driver');

/** How something is found: by the path of its form field, by its words, or by a selector. */
export type Place = { field: string } | { button: string } | { text: string } | { css: string };

/** Finds what is visible at a place. Elements under a dialog cannot be reached, as for a user. */
const LOOK = `
  const [place] = arguments;
  const selector = place.css
    ?? (place.field !== undefined ? '[name="' + CSS.escape(place.field) + '"]' : undefined)
    ?? (place.button !== undefined ? 'button, a, summary, [role=button], [role=tab], [role=switch], [role=option]' : '*');
  const written = (element) => {
    const copy = element.cloneNode(true);
    for (const hidden of copy.querySelectorAll('[aria-hidden=true], style, script')) hidden.remove();
    return copy.textContent.replace(/\\s+/g, ' ').trim();
  };
  const said = (element) => element.getAttribute('aria-label') ?? written(element);
  const parts = (element) => [said(element), written(element), ...[...element.querySelectorAll('span')].map(written)];
  const root = document.querySelector('dialog:modal') ?? document;
  const all = [...root.querySelectorAll(selector)].filter((element) => element.checkVisibility({ visibilityProperty: true }));
  if (place.button !== undefined) return all.filter((element) => parts(element).includes(place.button));
  if (place.text !== undefined) return all.filter((element) => said(element) === place.text);
  return all;
`;

type Found = Awaited<ReturnType<WebDriver['all']>>;

export class Program {
  private constructor(
    private readonly desktop: Desktop,
    private readonly driverProcess: ChildProcess,
    private readonly driver: WebDriver,
  ) {}

  /** Starts the program on a desktop and waits until its page is drawn. */
  static async start(desktop: Desktop, path = programPath): Promise<Program> {
    const [port, native] = [await freePort(), await freePort()];
    const process = desktop.spawn(driverPath, ['--port', String(port), '--native-port', String(native)]);
    await until('the driver', async () => (await fetch(`http://127.0.0.1:${port}/status`)).ok);
    const driver = await WebDriver.start(port, path);
    const program = new Program(desktop, process, driver);
    await until('the page', () => driver.run('return document.querySelector("main, h1") !== null'));
    return program;
  }

  /** Closes the window as its title bar does, and waits until the program has ended. */
  async close(): Promise<void> {
    const running = await this.desktop.processes(programPath);
    await this.driver.stop();
    await this.desktop.ended(running);
    this.driverProcess.kill();
  }

  /** Kills the program with SIGKILL. */
  async kill(): Promise<void> {
    const running = await this.desktop.processes(programPath);
    for (const id of running) process.kill(id, 'SIGKILL');
    await this.desktop.ended(running);
    // The driver still believes in its session; it may end without one.
    await this.driver.stop().catch(() => undefined);
    this.driverProcess.kill();
  }

  /** Presses something, as soon as it is there, can be pressed, and has come to rest under the hand. */
  async press(place: Place | string): Promise<void> {
    const button = typeof place === 'string' ? { button: place } : place;
    let seenAt = '';
    await until(`${JSON.stringify(button)} to press`, async () => {
      const [element] = await this.look(button);
      if (!element) return false;
      const at = await this.driver.run<string | null>(
        `const [element] = arguments;
         if (element.matches(':disabled, [aria-disabled=true], [aria-busy=true]')) return null;
         element.scrollIntoView({ block: 'center' });
         return JSON.stringify(element.getBoundingClientRect());`,
        element,
      );
      const rests = at !== null && at === seenAt;
      seenAt = at ?? '';
      if (rests) await this.driver.click(element);
      return rests;
    });
  }

  /** Replaces what stands in a field by typing. */
  async fill(field: string, text: string): Promise<void> {
    await until(`the field ${field}`, async () => {
      const [element] = await this.look({ field });
      if (!element) return false;
      await this.driver.run('arguments[0].focus(); arguments[0].select?.()', element);
      await this.driver.type(element, `${key.control}a${key.control}${key.backspace}${text}`);
      return true;
    });
    await until(`${field} to hold ${text}`, async () => (await this.value(field)) === text);
  }

  /** Chooses in a native list by the value that stands behind the words. */
  async choose(place: Place, value: string): Promise<void> {
    await until(`${JSON.stringify(place)} to choose ${value}`, async () => {
      const [element] = await this.look(place);
      if (!element) return false;
      return this.driver.run(
        `const [list, value] = arguments;
         if (![...list.options].some((option) => option.value === value && !option.disabled)) return false;
         list.focus();
         list.value = value;
         list.dispatchEvent(new Event('input', { bubbles: true }));
         list.dispatchEvent(new Event('change', { bubbles: true }));
         return list.value === value;`,
        element,
        value,
      );
    });
  }

  /** The value of a field; `undefined` if the field is not on the screen. */
  async value(field: string): Promise<string | undefined> {
    const [element] = await this.look({ field });
    if (!element) return undefined;
    return this.driver.run<string>('return arguments[0].value', element);
  }

  /** Presses keys, wherever the focus is. */
  async keys(text: string): Promise<void> {
    const focus = await this.driver.run<Found[number]>('return document.activeElement ?? document.body');
    await this.driver.type(focus, text);
  }

  /** Waits until something is on the screen. */
  async sees(place: Place | string, within?: number): Promise<void> {
    const wanted = typeof place === 'string' ? { text: place } : place;
    try {
      await until(
        `${JSON.stringify(wanted)} on the screen`,
        async () => (await this.look(wanted)).length > 0,
        within,
      );
    } catch (error) {
      throw new Error(`${String(error)}; on the screen is:\n${await this.words()}`, { cause: error });
    }
  }

  /** Waits until these words can be read somewhere on the screen. */
  async reads(words: string): Promise<void> {
    await until(`"${words}" to read`, async () => (await this.words()).replace(/\s+/g, ' ').includes(words));
  }

  /** Waits until something has left the screen. */
  async seesNoMore(place: Place, within?: number): Promise<void> {
    await until(`${JSON.stringify(place)} to go`, async () => (await this.look(place)).length === 0, within);
  }

  /** Whether something is on the screen now. */
  async shows(place: Place): Promise<boolean> {
    return (await this.look(place)).length > 0;
  }

  /** All that can be read on the screen. */
  words(): Promise<string> {
    return this.driver.run('return document.body.innerText');
  }

  /** The middle of something, in pixels of the page. */
  async middle(place: Place): Promise<{ x: number; y: number }> {
    const [element] = await this.look(place);
    if (!element) throw new Error(`${JSON.stringify(place)} is not on the screen`);
    return this.driver.run(
      `arguments[0].scrollIntoView({ block: 'center' });
       const { left, top, width, height } = arguments[0].getBoundingClientRect();
       return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };`,
      element,
    );
  }

  /** Runs script in the page, for things that a user cannot do. */
  run<T>(body: string, ...values: unknown[]): Promise<T> {
    return this.driver.run(body, ...values);
  }

  /** Waits until fonts are loaded and animations have ended, for a picture. */
  async settled(): Promise<void> {
    await until('the page to rest', () =>
      this.driver.run(
        `return document.fonts.status === 'loaded'
           && document.getAnimations().every((one) => one.playState !== 'running')
           && document.querySelector('[aria-busy=true]') === null;`,
      ),
    );
  }

  /** Keeps the page as a picture. */
  async picture(file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await this.driver.screenshot());
  }

  private look(place: Place): Promise<Found> {
    return this.driver.run(LOOK, place);
  }
}
