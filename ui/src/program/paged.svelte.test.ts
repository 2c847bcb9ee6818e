import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sendChanged } from './hostEvents';
import type { Page, Paged } from './paged.svelte';
import PagedHarness from './PagedHarness.svelte';

vi.mock('./host', async (original) => ({
  ...(await original<typeof import('./host')>()),
  listen: (await import('./hostEvents')).listenToTest,
}));

interface Request {
  search: string;
  offset: number;
  answer: (first: string) => Promise<void>;
  reject: (failure: unknown) => Promise<void>;
}

/** A core whose answers the test gives at a time of its choice: 250 rows, of which the first of a page is named. */
class Core {
  requests: Request[] = [];

  load = (search: string, offset: number): Promise<Page<string>> =>
    new Promise((resolve, reject) =>
      this.requests.push({
        search,
        offset,
        answer: (first) => {
          resolve({ rows: [first], total: 250 });
          return settle();
        },
        reject: (failure) => {
          reject(failure);
          return settle();
        },
      }),
    );

  asked(): string[] {
    return this.requests.map(({ search, offset }) => `${search}${offset}`);
  }
}

interface Props {
  search: string;
  load: (search: string, offset: number) => Promise<Page<string>>;
  onlist: (list: Paged<string>) => void;
}

function reactive(given: Props): Props {
  const props = $state(given);
  return props;
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  flushSync();
}

async function change(): Promise<void> {
  sendChanged();
  await vi.advanceTimersByTimeAsync(50);
}

describe('Paged', () => {
  let core: Core;
  let props: Props;
  let list: Paged<string>;
  let component: Record<string, unknown>;

  beforeEach(() => {
    vi.useFakeTimers();
    core = new Core();
    props = reactive({ search: 'a', load: core.load, onlist: (created) => (list = created) });
    component = mount(PagedHarness, { target: document.body, props });
    flushSync();
  });

  afterEach(async () => {
    await unmount(component);
    vi.useRealTimers();
  });

  it('asks once more after any number of changes during a load', async () => {
    for (let time = 0; time < 5; time += 1) await change();
    expect(core.asked()).toEqual(['a0']);
    await core.requests[0]?.answer('one');
    expect([core.asked(), list.rowAt(0)]).toEqual([['a0', 'a0'], 'one']);
    await core.requests[1]?.answer('two');
    expect([core.asked().length, list.rowAt(0), list.total]).toEqual([2, 'two', 250]);
  });

  it('asks for a page in view once, and waits for all pages before it asks again', async () => {
    await core.requests[0]?.answer('one');
    list.show(50, 250);
    list.show(50, 250);
    expect(core.asked()).toEqual(['a0', 'a100', 'a200']);
    await change();
    await core.requests[1]?.answer('second');
    expect(core.asked()).toHaveLength(3);
    await core.requests[2]?.answer('third');
    expect(core.asked().slice(3)).toEqual(['a0', 'a100', 'a200']);
  });

  it('never shows the answer of an older question over that of a newer one', async () => {
    props.search = 'b';
    flushSync();
    await core.requests[1]?.answer('of b');
    await core.requests[0]?.answer('of a');
    expect([list.rowAt(0), core.asked()]).toEqual(['of b', ['a0', 'b0']]);
  });

  it('asks at once for a new search, although an older question is still out', async () => {
    await change();
    props.search = 'b';
    flushSync();
    await core.requests[1]?.answer('of b');
    expect(core.asked()).toEqual(['a0', 'b0']);
    await change();
    expect(core.asked()).toEqual(['a0', 'b0', 'b0']);
  });

  it('keeps its rows when a load fails, and asks again after the next change', async () => {
    await core.requests[0]?.answer('one');
    await change();
    await core.requests[1]?.reject({ code: 'timeout', params: {} });
    expect([list.rowAt(0), list.failure?.code]).toEqual(['one', 'timeout']);
    await change();
    await core.requests[2]?.answer('two');
    expect([list.rowAt(0), list.failure]).toEqual(['two', null]);
  });

  it('stops loading when its component is removed', async () => {
    await change();
    await unmount(component);
    await core.requests[0]?.answer('one');
    expect(core.asked()).toEqual(['a0']);
    component = mount(PagedHarness, { target: document.body, props });
  });
});
