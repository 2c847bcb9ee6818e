import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import FrameKeys from '../app/FrameKeys.svelte';
import LockButton from '../app/LockButton.svelte';
import BuyerPicker from '../buyers/BuyerPicker.svelte';
import { diskFull as failure } from './hostEvents';
import DropZone from '../parts/DropZone.svelte';
import Identifier from '../parts/Identifier.svelte';
import Undo from '../parts/Undo.svelte';
import LinkState from '../status/LinkState.svelte';
import { failureText } from '../words/failureText';
import { words } from '../words/words.svelte';

// All tests share the modules: whoever loads the host's listeners first decides for the others.
vi.mock('./host', async (original) => ({
  ...(await original<typeof import('./host')>()),
  listen: (await import('./hostEvents')).listenToTest,
}));

let shown: Record<string, unknown>[] = [];

/** Shows components on an empty page; every command fails, and so does the clipboard. */
function show(...components: (() => Record<string, unknown>)[]): void {
  shown = components.map((one) => one());
  flushSync();
}

function on<P extends Record<string, unknown>>(component: Component<P>, props: P) {
  return () => mount(component, { target: document.body, props });
}

const said = () => (flushSync(), document.body.textContent);
const press = (key: string) =>
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true, cancelable: true }),
  );

beforeEach(() => {
  document.body.replaceChildren();
  const refuse = () => Promise.resolve(new Response(JSON.stringify(failure), { status: 422 }));
  vi.stubGlobal('fetch', vi.fn(refuse));
});

afterEach(async () => {
  await Promise.all(shown.map((one) => unmount(one)));
  vi.unstubAllGlobals();
});

describe('a press that fails', () => {
  const message = failureText(failure).message;

  it.each([['l'], ['r']])('is told about after the key Ctrl+%s', async (key) => {
    show(on(FrameKeys, {}), on(Undo, {}));
    press(key);
    await expect.poll(() => said()).toContain(message);
  });

  it('is told about after the button that locks', async () => {
    show(on(LockButton, {}), on(Undo, {}));
    document.querySelector('button')?.click();
    await expect.poll(() => said()).toContain(message);
  });

  it('is told about after "try now"', async () => {
    const link = { state: 'needsYou' as const, failure: { ...failure, code: 'credentials' as const } };
    show(on(LinkState, { link }), on(Undo, {}));
    document.querySelector('button')?.click();
    await expect.poll(() => said()).toContain(message);
  });

  it('is told about where files are chosen', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('cut off')));
    show(on(DropZone, { label: 'Papers', ondrop: () => undefined }));
    document.querySelector('button')?.click();
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    Object.defineProperty(input, 'files', { value: [new File(['x'], 'a.pdf')] });
    input?.dispatchEvent(new Event('change'));
    await expect.poll(() => said()).toContain(words.current.failures.internal.message);
  });

  it('is told about where buyers are looked for', async () => {
    const nothing = () => undefined;
    show(on(BuyerPicker, { label: 'Buyer', name: 'buyer', onchoose: nothing, onleave: nothing }));
    await expect.poll(() => said()).toContain(message);
  });

  it('is told about where something could not be copied', async () => {
    vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.reject(new Error('denied')) } });
    show(on(Identifier, { value: 'DE123', copy: true }));
    document.querySelector('button')?.click();
    await expect.poll(() => said()).toContain(words.current.common.notCopied);
  });
});
