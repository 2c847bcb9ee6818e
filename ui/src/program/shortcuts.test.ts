import { beforeEach, describe, expect, it, vi } from 'vitest';
import { shortcuts } from './shortcuts.svelte';

function press(
  key: string,
  init: KeyboardEventInit = {},
  target: EventTarget = document.body,
): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  window.addEventListener('keydown', (pressed) => shortcuts.handle(pressed), { once: true });
  target.dispatchEvent(event);
  return event;
}

describe('shortcuts', () => {
  const go = vi.fn();
  const help = vi.fn();

  beforeEach(() => {
    document.body.innerHTML = '<input />';
    go.mockClear();
    help.mockClear();
    return shortcuts.bind({ goBuyers: go, help });
  });

  it('accept two keys one after the other', () => {
    press('b');
    expect(go).not.toHaveBeenCalled();
    press('g');
    press('b');
    expect(go).toHaveBeenCalledOnce();
  });

  it('forget the first key after another one', () => {
    press('g');
    press('x');
    press('b');
    expect(go).not.toHaveBeenCalled();
  });

  it('leave letters to a field, but not function keys or keys with Ctrl', () => {
    const field = document.querySelector('input') ?? document.body;
    press('g', {}, field);
    press('b', {}, field);
    expect(press('?', {}, field).defaultPrevented).toBe(false);
    expect([go, help].map((run) => run.mock.calls.length)).toEqual([0, 0]);
    press('1', { ctrlKey: true }, field);
    press('F1', {}, field);
    expect([go, help].map((run) => run.mock.calls.length)).toEqual([1, 1]);
  });

  it('leave the keys that move the caret by a word to a field, on macOS', () => {
    const remove = shortcuts.bind({ back: go });
    const field = document.querySelector('input') ?? document.body;
    const system = vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue('Mozilla/5.0 (Macintosh)');
    expect(press('ArrowLeft', { altKey: true }, field).defaultPrevented).toBe(false);
    expect(go).not.toHaveBeenCalled();
    press('ArrowLeft', { altKey: true });
    expect(go).toHaveBeenCalledOnce();
    system.mockRestore();
    press('ArrowLeft', { altKey: true }, field);
    expect(go).toHaveBeenCalledTimes(2);
    remove();
  });

  it('run once, however long the key is held', () => {
    press('F1');
    press('F1', { repeat: true });
    expect(help).toHaveBeenCalledOnce();
  });

  it('tell a letter with Shift from the letter, with Ctrl or without', () => {
    const remove = shortcuts.bind({ lock: go, add: go });
    press('L', { ctrlKey: true, shiftKey: true });
    press('N', { shiftKey: true });
    expect(go).not.toHaveBeenCalled();
    // Caps Lock writes capital letters without Shift.
    press('L', { ctrlKey: true });
    press('N');
    expect(go).toHaveBeenCalledTimes(2);
    remove();
  });

  it('leave characters that are typed with AltGr to a field', () => {
    const remove = shortcuts.bind({ search: go });
    const field = document.querySelector('input') ?? document.body;
    press('/', { ctrlKey: true, altKey: true }, field);
    press('/', {}, field);
    expect(go).not.toHaveBeenCalled();
    remove();
  });

  it('leave a field with the first Escape, and run with the second', () => {
    const back = vi.fn();
    const remove = shortcuts.bind({ back });
    const field = document.querySelector('input') ?? document.body;
    field.focus();
    press('Escape', {}, field);
    expect([document.activeElement, back.mock.calls.length]).toEqual([document.body, 0]);
    press('Escape');
    expect(back).toHaveBeenCalledOnce();
    remove();
  });

  it('do nothing behind a dialog', () => {
    document.body.innerHTML = '<dialog open></dialog>';
    press('F1');
    expect(help).not.toHaveBeenCalled();
  });
});
