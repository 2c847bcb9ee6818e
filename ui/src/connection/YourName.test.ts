import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Session } from '../contract';
import { session } from '../program/session.svelte';
import YourName from './YourName.svelte';

// All tests share the modules: whoever loads the host's listeners first decides for the others.
vi.mock('../program/host', async (original) => ({
  ...(await original<typeof import('../program/host')>()),
  listen: (await import('../program/hostEvents')).listenToTest,
}));

let shown: Record<string, unknown>;
let asked: { command: string; request: unknown }[];

/** A session at the start; the page part reads the settings only. */
function named(name: string): Session {
  const settings = { language: 'en', appearance: 'system', lockAfterMinutes: null, name };
  return { stage: { at: 'start' }, settings } as unknown as Session;
}

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    asked.push(JSON.parse(body) as (typeof asked)[number]);
    return Promise.resolve(new Response(JSON.stringify(named('Erika Beispiel'))));
  });
  session.update(named(''));
  shown = mount(YourName, { target: document.body });
  flushSync();
});

afterEach(async () => {
  await unmount(shown);
  vi.unstubAllGlobals();
});

function field(): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>('[name="yourName"]');
  if (!found) throw new Error('no field for the name');
  return found;
}

it('saves the name when the field is left, and nothing else of the settings', async () => {
  field().value = 'Erika Beispiel ';
  field().dispatchEvent(new Event('input', { bubbles: true }));
  field().dispatchEvent(new FocusEvent('blur'));
  await expect
    .poll(() => asked)
    .toEqual([{ command: 'change_settings', request: { name: 'Erika Beispiel ' } }]);
  await expect.poll(() => (flushSync(), field().value)).toBe('Erika Beispiel');
  // Leaving it again changes nothing.
  field().dispatchEvent(new FocusEvent('blur'));
  expect(asked).toHaveLength(1);
});
