import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../contract';
import { drops } from '../program/drops.svelte';
import { diskFull as failure, sendToTest } from '../program/hostEvents';
import { session } from '../program/session.svelte';
import { failureText } from '../words/failureText';
import { words } from '../words/words.svelte';
import App from './App.svelte';

// All tests share the modules: whoever loads the host's listeners first decides for the others.
vi.mock('../program/host', async (original) => ({
  ...(await original<typeof import('../program/host')>()),
  listen: (await import('../program/hostEvents')).listenToTest,
}));

let shown: Record<string, unknown>;

function start(refusal: Failure): void {
  const refuse = () => Promise.resolve(new Response(JSON.stringify(refusal), { status: 422 }));
  vi.stubGlobal('fetch', vi.fn(refuse));
  shown = mount(App, { target: document.body });
  flushSync();
}

const said = () => (flushSync(), document.body.textContent);

beforeEach(() => {
  document.body.replaceChildren();
  session.current = null;
  session.failure = null;
});

afterEach(async () => {
  await unmount(shown);
  vi.unstubAllGlobals();
});

describe('a start that fails', () => {
  it('says why', async () => {
    start(failure);
    await expect.poll(() => said()).toContain(failureText(failure).message);
    expect(said()).toContain(words.current.common.tryAgain);
    expect(said()).not.toContain(words.current.shell.coreSilent);
  });

  it('says that nobody answers if nobody does', async () => {
    start({ ...failure, code: 'internal' });
    await expect.poll(() => said()).toContain(words.current.shell.coreSilent);
  });
});

describe('files that are dropped while no data is open', () => {
  it('are heard of', () => {
    start(failure);
    drops.follow(false);
    const refused = [{ name: 'a.pdf', failure: { ...failure, code: 'not_open' as const } }];
    sendToTest({ event: 'dropped', taken: { files: [], refused }, x: 0, y: 0 });
    expect(drops.missed).toBe(1);
    drops.follow(true);
    drops.clear();
  });
});
