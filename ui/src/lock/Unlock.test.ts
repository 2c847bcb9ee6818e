import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Connection, LockedBy } from '../contract';
import { words } from '../words/words.svelte';
import Unlock from './Unlock.svelte';

// All tests share the modules: whoever loads the host's listeners first decides for the others.
vi.mock('../program/host', async (original) => ({
  ...(await original<typeof import('../program/host')>()),
  listen: (await import('../program/hostEvents')).listenToTest,
}));

const connection: Connection = { id: 'c1', name: 'Autohaus', kind: 'novatrade24', hosts: null };
let shown: Record<string, unknown>;

function show(by: LockedBy, sends: boolean): string {
  shown = mount(Unlock, { target: document.body, props: { connection, by, sends } });
  return document.body.textContent;
}

afterEach(async () => {
  await unmount(shown);
});

describe('the locked screen', () => {
  it('says that sending goes on where only the page is locked, and that no passphrase protects it', () => {
    const text = show('keychain', true);
    expect(text).toContain(words.current.lock.goesOn);
    expect(text).toContain(words.current.lock.noPassphrase);
    expect(document.querySelector('[name="passphrase"]')).toBeNull();
  });

  it('says that nothing is sent where the passphrase has closed the data', () => {
    const text = show('passphrase', false);
    expect(text).toContain(words.current.lock.stopped);
    expect(text).not.toContain(words.current.lock.noPassphrase);
    expect(document.querySelector('[name="passphrase"]')).not.toBeNull();
  });
});
