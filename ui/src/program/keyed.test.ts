import { mount, unmount } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Taken } from '../contract';
import DropZone from '../parts/DropZone.svelte';
import Select from '../parts/Select.svelte';
import Documents from '../tray/Documents.svelte';
import { drops } from './drops.svelte';
import { keyed } from './keyed';

// All tests share the modules: whoever loads the host's listeners first decides for the others.
vi.mock('./host', async (original) => ({
  ...(await original<typeof import('./host')>()),
  listen: (await import('./hostEvents')).listenToTest,
}));

const target = document.body;

function refused(...names: string[]): Taken['refused'] {
  const failure = {
    code: 'file_kind' as const,
    params: {},
    detail: null,
    traceId: null,
    fields: [],
    findings: [],
  };
  return names.map((name) => ({ name, failure }));
}

/** Shows a component, lets something happen, and returns its text. */
async function drawn(show: () => ReturnType<typeof mount>, act: () => void): Promise<string> {
  drops.follow(true);
  const shown = show();
  try {
    await Promise.resolve();
    act();
    await new Promise((resolve) => setTimeout(resolve));
    return document.body.textContent;
  } finally {
    await unmount(shown);
    drops.clear();
  }
}

const twice = (text: string, name: string) => text.split(name).length - 1;

describe('keyed', () => {
  it('gives equal rows different keys, and keeps the keys of the others', () => {
    const keys = (rows: string[]) => keyed(rows, (row) => row).map(([key]) => key);
    expect(new Set(keys(['a', 'b', 'a', 'a 1'])).size).toBe(4);
    expect(keys(['a', 'b', 'a'])[1]).toBe(keys(['b'])[0]);
  });
});

describe('lists with equal rows', () => {
  it('shows both refused files of the same name in the tray', async () => {
    const dropped = { files: [], refused: refused('IMG_0001.heic', 'IMG_0001.heic') };
    const text = await drawn(
      () => mount(Documents, { target }),
      () => drops.handle({ event: 'dropped', taken: dropped, x: 0, y: 0 }),
    );
    expect(twice(text, 'IMG_0001.heic')).toBe(2);
  });

  it('shows both refused files of the same name at a drop zone', async () => {
    const dropped = { files: [], refused: refused('IMG_0001.heic', 'IMG_0001.heic') };
    const text = await drawn(
      () => mount(DropZone, { target, props: { label: 'CMR', ondrop: () => undefined } }),
      () => drops.handle({ event: 'dropped', taken: dropped, x: 0, y: 0 }),
    );
    expect(twice(text, 'IMG_0001.heic')).toBe(2);
  });

  it('shows both options of the same value', async () => {
    const options = [1, 2].map((row) => ({ value: 's-1', label: `Seller ${row}` }));
    const text = await drawn(
      () => mount(Select, { target, props: { label: 'Seller', value: 's-1', options } }),
      () => undefined,
    );
    expect(text).toContain('Seller 1');
    expect(text).toContain('Seller 2');
  });
});
