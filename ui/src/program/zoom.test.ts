import { describe, expect, it } from 'vitest';
import { isKeyOf } from './shortcuts.svelte';
import { keyNames } from './keys';
import { zoomAfter } from './zoom';

function key(name: string, init: KeyboardEventInit = {}): KeyboardEvent {
  return new KeyboardEvent('keydown', { key: name, ctrlKey: true, ...init });
}

describe('the size of everything in the window', () => {
  it('follows its keys on every layout, and on the keypad', () => {
    // A German keyboard has a plus of its own; an American one needs Shift, or its equals sign is meant.
    for (const event of [
      key('+'),
      key('+', { shiftKey: true }),
      key('='),
      key('+', { code: 'NumpadAdd' }),
      key('+', { ctrlKey: false, metaKey: true }),
    ]) {
      expect(isKeyOf(event, 'zoomIn')).toBe(true);
    }
    expect(isKeyOf(key('-'), 'zoomOut')).toBe(true);
    expect(isKeyOf(key('-', { code: 'NumpadSubtract' }), 'zoomOut')).toBe(true);
    expect(isKeyOf(key('0'), 'zoomReset')).toBe(true);
    expect(isKeyOf(key('0', { code: 'Numpad0' }), 'zoomReset')).toBe(true);
  });

  it('is left alone by what is typed', () => {
    for (const init of [{ ctrlKey: false }, { altKey: true }, { ctrlKey: false, modifierAltGraph: true }]) {
      for (const name of ['+', '=', '-', '0']) {
        const action = { '+': 'zoomIn', '=': 'zoomIn', '-': 'zoomOut', '0': 'zoomReset' } as const;
        expect(isKeyOf(key(name, init), action[name as keyof typeof action])).toBe(false);
      }
    }
  });

  it('goes step by step, and stops at its ends', () => {
    expect(zoomAfter('zoomIn', 100)).toBe(110);
    expect(zoomAfter('zoomOut', 100)).toBe(90);
    // A size that is none of the steps, from another version.
    expect(zoomAfter('zoomIn', 115)).toBe(125);
    expect(zoomAfter('zoomOut', 115)).toBe(110);
    expect(zoomAfter('zoomIn', 200)).toBe(200);
    expect(zoomAfter('zoomOut', 80)).toBe(80);
    expect(zoomAfter('zoomReset', 175)).toBe(100);
    expect(zoomAfter('help', 175)).toBeNull();
  });

  it('has keys that are written as they stand on the keyboard', () => {
    expect(keyNames('Ctrl++', { Ctrl: 'Strg' })).toEqual(['Strg', '+']);
    expect(keyNames('Ctrl+-', {})).toEqual(['CTRL', '-']);
    expect(keyNames('g b', {})).toEqual(['G', 'B']);
  });
});
