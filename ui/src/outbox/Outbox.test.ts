import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { diskFull } from '../program/hostEvents';
import { words } from '../words/words.svelte';
import Outbox from './Outbox.svelte';

// All tests share the modules: whoever loads the host's listeners first decides for the others.
vi.mock('../program/host', async (original) => ({
  ...(await original<typeof import('../program/host')>()),
  listen: (await import('../program/hostEvents')).listenToTest,
}));

let shown: Record<string, unknown>;
let answer: () => Response;

beforeEach(() => {
  vi.stubGlobal(
    'fetch',
    vi.fn(() => Promise.resolve(answer())),
  );
});

afterEach(async () => {
  await unmount(shown);
  vi.unstubAllGlobals();
});

const tabs = () => [...document.querySelectorAll('[role="tab"]')].map((tab) => tab.textContent.trim());

it('gives no counts of entries that could not be read', async () => {
  answer = () => new Response(JSON.stringify(diskFull), { status: 422 });
  shown = mount(Outbox, { target: document.body, props: {} });
  await expect.poll(() => document.querySelector('[role="alert"]')).not.toBeNull();
  const { entries, receipts } = words.current.outbox;
  expect(tabs()).toEqual([entries, receipts]);
});

it('counts what was read', async () => {
  answer = () => Response.json({ entries: [], receipts: [] });
  shown = mount(Outbox, { target: document.body, props: {} });
  const { entries, receipts } = words.current.outbox;
  await expect
    .poll(() => tabs().map((tab) => tab.replace(/\s+/g, ' ')))
    .toEqual([`${entries} 0`, `${receipts} 0`]);
});
