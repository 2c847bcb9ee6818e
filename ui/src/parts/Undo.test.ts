import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { undo } from '../program/undo.svelte';
import Undo from './Undo.svelte';

const bringBack = vi.fn();
let shown: Record<string, unknown>;
let field: HTMLInputElement;

beforeEach(() => {
  bringBack.mockClear();
  field = document.createElement('input');
  document.body.replaceChildren(field);
  shown = mount(Undo, { target: document.body });
  undo.offer({ text: 'Draft discarded', undo: bringBack });
  flushSync();
});

afterEach(async () => {
  undo.dismiss();
  await unmount(shown);
});

function press(target: HTMLElement, init: KeyboardEventInit): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  flushSync();
  return event;
}

describe('Ctrl+Z', () => {
  it('undoes the offered action', () => {
    expect(press(document.body, { key: 'z', ctrlKey: true }).defaultPrevented).toBe(true);
    expect(bringBack).toHaveBeenCalledOnce();
  });

  it('inside a field belongs to the typed text', () => {
    expect(press(field, { key: 'z', ctrlKey: true }).defaultPrevented).toBe(false);
    expect(bringBack).not.toHaveBeenCalled();
  });

  it('with Shift is another key', () => {
    press(document.body, { key: 'Z', ctrlKey: true, shiftKey: true });
    expect(bringBack).not.toHaveBeenCalled();
  });
});
