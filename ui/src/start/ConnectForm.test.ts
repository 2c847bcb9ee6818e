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

beforeEach(() => {
  document.body.replaceChildren();
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)));
  const props = { opening: new Opening(), onback: () => undefined };
  shown = mount(ConnectForm, { target: document.body, props });
  fill('clientId', 'dealer');
  fill('clientSecret', 'right');
  press(words.current.start.test);
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
