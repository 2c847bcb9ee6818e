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
    return shortcuts.add([
      { keys: ['g b', 'Ctrl+1'], label: 'go', run: go },
      { keys: ['?', 'F1'], label: 'help', run: help },
    ]);
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

  it('leave a field with the first Escape, and run with the second', () => {
    const back = vi.fn();
    const remove = shortcuts.add([{ keys: ['Escape'], label: 'back', run: back }]);
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
