import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import Button from './Button.svelte';

const onclick = vi.fn();
let shown: Record<string, unknown>;

beforeEach(() => {
  onclick.mockClear();
  document.body.replaceChildren(document.createElement('input'));
  shown = mount(Button, { target: document.body, props: { shortcut: 'Ctrl+Enter', onclick } });
  flushSync();
});

afterEach(() => unmount(shown));

describe('the key of a button', () => {
  const press = (init: KeyboardEventInit) =>
    document
      .querySelector('input')
      ?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }),
      );

  it('works inside a field, too', () => {
    press({ ctrlKey: true });
    expect(onclick).toHaveBeenCalledOnce();
  });

  it('presses it once, however long it is held', () => {
    press({ ctrlKey: true });
    press({ ctrlKey: true, repeat: true });
    press({ ctrlKey: true, repeat: true });
    expect(onclick).toHaveBeenCalledOnce();
  });

  it('belongs to an unfinished word of an input method', () => {
    press({ ctrlKey: true, isComposing: true });
    expect(onclick).not.toHaveBeenCalled();
  });
});
