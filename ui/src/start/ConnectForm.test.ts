import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Opening } from '../program/opening.svelte';
import { words } from '../words/words.svelte';
import ConnectForm from './ConnectForm.svelte';

// All tests share the modules: whoever loads the host's listeners first decides for the others.
vi.mock('../program/host', async (original) => ({
  ...(await original<typeof import('../program/host')>()),
  listen: (await import('../program/hostEvents')).listenToTest,
}));

let shown: Record<string, unknown>;
let answer: (response: Response) => void = () => undefined;

function fill(name: string, value: string): void {
  const field = document.querySelector<HTMLInputElement>(`[name="${name}"]`);
  if (!field) throw new Error(`no field ${name}`);
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
}

function press(name: string): void {
  const buttons = [...document.querySelectorAll('button')];
  buttons.find(({ textContent }) => textContent.includes(name))?.click();
  flushSync();
}

const said = () => (flushSync(), document.body.textContent);

/** Answers the question about the hosts at once, and leaves the test of the connection to the test. */
function core(_url: string, init: RequestInit): Promise<Response> {
  const { command } = JSON.parse(init.body as string) as { command: string };
  if (command === 'destination') {
    const hosts = { api: 'api.novatrade24.com', token: 'auth.novatrade24.com' };
    return Promise.resolve(new Response(JSON.stringify({ hosts, isNt24: true })));
  }
  return new Promise((resolve) => (answer = resolve));
}

beforeEach(async () => {
  document.body.replaceChildren();
  const asked = vi.fn(core);
  vi.stubGlobal('fetch', asked);
  const props = { opening: new Opening(), connections: [], onback: () => undefined };
  shown = mount(ConnectForm, { target: document.body, props });
  fill('clientId', 'dealer');
  fill('clientSecret', 'right');
  press(words.current.start.test);
  await expect.poll(() => asked).toHaveBeenCalledTimes(2);
});

afterEach(async () => {
  await unmount(shown);
  vi.unstubAllGlobals();
});

describe('the test of a connection', () => {
  const settled = async () => {
    await vi.waitFor(() => {
      flushSync();
      expect(document.querySelector('[aria-busy="true"]')).toBeNull();
    });
    return said();
  };

  it('says that it works', async () => {
    answer(new Response(JSON.stringify({ organization: 'Autohaus', sellers: [] })));
    expect(await settled()).toContain(words.current.start.works);
  });

  it('says nothing about input that was changed while it ran', async () => {
    fill('clientSecret', 'wrong');
    answer(new Response(JSON.stringify({ organization: 'Autohaus', sellers: [] })));
    expect(await settled()).not.toContain(words.current.start.works);
  });

  it('reports no failure of input that was changed while it ran', async () => {
    fill('clientSecret', 'another');
    const failure = {
      code: 'credentials',
      params: {},
      detail: null,
      traceId: null,
      fields: [],
      findings: [],
    };
    answer(new Response(JSON.stringify(failure), { status: 422 }));
    expect(await settled()).not.toContain(words.current.failures.credentials.message);
  });
});
