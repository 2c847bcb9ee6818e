import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import BuyerPicker from './BuyerPicker.svelte';

const onchoose = vi.fn();
let shown: Record<string, unknown>;
let answers: ((name: string) => void)[];

function buyer(name: string): unknown {
  const kyc = { vies: 'valid', viesAt: null, status: 'open', documentsComplete: null };
  return {
    id: name,
    name,
    vatNumber: 'DE1',
    country: 'DE',
    blocked: false,
    orders: 0,
    sendState: 'sent',
    kyc,
  };
}

function field(): HTMLInputElement {
  const input = document.querySelector('input');
  if (!input) throw new Error('no field');
  return input;
}

function enter(): void {
  field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  flushSync();
}

async function answer(request: number, name: string): Promise<void> {
  answers[request]?.(name);
  await vi.waitFor(() => {
    flushSync();
    expect(document.body.textContent).toContain(name);
  });
}

beforeEach(() => {
  document.body.replaceChildren();
  onchoose.mockClear();
  answers = [];
  vi.stubGlobal('fetch', () => {
    return new Promise<Response>((resolve) =>
      answers.push((name) => resolve(new Response(JSON.stringify({ rows: [buyer(name)], total: 1 })))),
    );
  });
  const props = { label: 'Buyer', name: 'buyer', onchoose, onleave: () => undefined };
  shown = mount(BuyerPicker, { target: document.body, props });
  flushSync();
});

afterEach(async () => {
  await unmount(shown);
  vi.unstubAllGlobals();
});

describe('Enter', () => {
  it('chooses only from the buyers of the typed text', async () => {
    await answer(0, 'Alpha');
    field().value = 'Be';
    field().dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
    enter();
    expect(onchoose).not.toHaveBeenCalled();
    await answer(1, 'Beta');
    enter();
    expect(onchoose).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: 'Beta' }));
  });
});
