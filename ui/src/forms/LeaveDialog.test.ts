import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { diskFull as failure } from '../program/hostEvents';
import { navigation } from '../program/navigation.svelte';
import { session } from '../program/session.svelte';
import { words } from '../words/words.svelte';
import LeaveDialog from './LeaveDialog.svelte';

// All tests share the modules: whoever loads the host's listeners first decides for the others.
vi.mock('../program/host', async (original) => ({
  ...(await original<typeof import('../program/host')>()),
  listen: (await import('../program/hostEvents')).listenToTest,
}));

let shown: Record<string, unknown>;
let forget: () => void;

const refuse = () => Promise.resolve(new Response(JSON.stringify(failure), { status: 422 }));
const sent = () => vi.mocked(fetch).mock.calls.map(([, request]) => request?.body);

beforeEach(() => {
  vi.stubGlobal('fetch', vi.fn(refuse));
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
  };
  shown = mount(LeaveDialog, { target: document.body });
  navigation.reset();
  forget = navigation.beforeLeaving(() => Promise.resolve(failure));
});

afterEach(async () => {
  forget();
  await unmount(shown);
  vi.unstubAllGlobals();
});

async function press(name: string): Promise<void> {
  await vi.waitFor(() => {
    flushSync();
    expect(document.querySelector('dialog')?.open).toBe(true);
  });
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('dialog button')];
  buttons.find(({ textContent }) => textContent.includes(name))?.click();
  flushSync();
}

describe('a form that cannot be saved', () => {
  it('is left only after the user has said so', async () => {
    const going = navigation.go({ screen: 'settings' });
    await press(words.current.drafts.leave);
    await going;
    expect(navigation.current).toEqual({ screen: 'settings' });
    expect(document.querySelector('dialog')?.open).toBe(false);
  });

  it('stops the lock until the user has said so', async () => {
    const staying = session.lock();
    await press(words.current.drafts.stay);
    await staying;
    expect(sent()).toEqual([]);
    const locking = session.lock();
    await press(words.current.drafts.lock);
    await expect(locking).rejects.toEqual(failure);
    expect(sent()).toEqual(['{"command":"lock","request":{}}']);
  });
});
