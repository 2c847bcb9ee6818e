import { describe, expect, it, vi } from 'vitest';
import { keyGroups, keymap, type KeyAction } from './keymap';
import { keyNames } from './keys';
import { shortcuts } from './shortcuts.svelte';

const actions = Object.keys(keymap) as KeyAction[];

/** Characters that German and Polish keyboards, and those of their neighbours, write with AltGr. */
const WITH_ALT_GR = '@€{}[]\\~|µ²³ąćęłńóśżźĄĆĘŁŃÓŚŻŹß×÷¶ŧ←↓→øþæſðđŋħĸ»«¢„“”·…–©®';

function press(key: string, init: KeyboardEventInit): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  window.addEventListener('keydown', (pressed) => shortcuts.handle(pressed), { once: true });
  document.body.dispatchEvent(event);
  return event.defaultPrevented;
}

describe('the map of keys', () => {
  it('has every action in one group, and no key twice where both work', () => {
    expect(Object.values(keyGroups).flat().sort()).toEqual([...actions].sort());
    const keys = actions.flatMap((action) => keymap[action] as readonly string[]);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    // The second key of a pair begins no other one, and its first key does nothing alone.
    const first = keys.filter((key) => key.includes(' ')).map((key) => key.split(' ')[0]);
    expect(keys.filter((key) => first.includes(key))).toEqual([]);
  });

  it('needs no key that is AltGr, and hears none of the characters that are typed with it', () => {
    const run = vi.fn();
    const stop = shortcuts.bind(Object.fromEntries(actions.map((action) => [action, run])));
    expect(
      actions.flatMap((action) => [...keymap[action]]).filter((key) => /Ctrl.*Alt|Alt.*Ctrl/.test(key)),
    ).toEqual([]);
    for (const key of WITH_ALT_GR) {
      // Windows tells AltGr as Ctrl with Alt, Linux and macOS as a key of its own.
      press(key, { ctrlKey: true, altKey: true });
      press(key, { modifierAltGraph: true });
    }
    // Where a layout has no character for it, AltGr leaves the letter.
    for (const key of 'kfrlzjnq1234567') {
      press(key, { ctrlKey: true, altKey: true });
      press(key, { modifierAltGraph: true });
    }
    expect(run).not.toHaveBeenCalled();
    // The map is bound: without AltGr it works.
    press('k', { ctrlKey: true });
    expect(run).toHaveBeenCalledOnce();
    stop();
  });

  it('hears signs wherever the keyboard has them', () => {
    const run = vi.fn();
    const stop = shortcuts.bind({ search: run, help: run });
    press('/', { shiftKey: true });
    press('?', { shiftKey: true });
    press('?', {});
    expect(run).toHaveBeenCalledTimes(3);
    stop();
  });

  it('is written as the keyboard of the language has it', () => {
    expect(keyNames('Ctrl+k', { Ctrl: 'Strg' })).toEqual(['Strg', 'K']);
    expect(keyNames('g b', {})).toEqual(['G', 'B']);
    expect(keyNames('Ctrl+Enter', { Ctrl: 'Strg', Enter: 'Eingabe' })).toEqual(['Strg', 'Eingabe']);
  });
});

describe('a key that the focus has its own use for', () => {
  it('is left to it', () => {
    const run = vi.fn();
    const stop = shortcuts.bind({ search: run, down: run, next: run });
    document.body.innerHTML = '<input type="radio"><input type="text"><select></select>';
    const [radio, text, select] = [...document.body.children] as HTMLElement[];
    const on = (target: HTMLElement | undefined, key: string, init: KeyboardEventInit = {}) => {
      window.addEventListener('keydown', (pressed) => shortcuts.handle(pressed), { once: true });
      target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
    };
    on(radio, 'ArrowDown');
    on(text, '/');
    on(text, 'ArrowDown');
    on(text, 'ArrowDown', { altKey: true });
    on(select, 'ArrowDown', { altKey: true });
    expect(run).not.toHaveBeenCalled();
    // A radio button takes no text.
    on(radio, '/');
    on(radio, 'j');
    expect(run).toHaveBeenCalledTimes(2);
    stop();
  });
});
