import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { diskFull, sendChanged } from './hostEvents';
import type { Live } from './live.svelte';
import LiveHarness from './LiveHarness.svelte';

vi.mock('./host', async (original) => ({
  ...(await original<typeof import('./host')>()),
  listen: (await import('./hostEvents')).listenToTest,
}));

/** A core whose answers the test gives at a time of its choice. */
class Core {
  requests: { id: string; answer: (value: string) => void; reject: (failure: unknown) => void }[] = [];

  load = (id: string): Promise<string> =>
    new Promise((answer, reject) => this.requests.push({ id, answer, reject }));
}

interface Props {
  id: string;
  load: (id: string) => Promise<string>;
  onlive: (live: Live<string>) => void;
}

function reactive(given: Props): Props {
  const props = $state(given);
  return props;
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  flushSync();
}

describe('live', () => {
  let core: Core;
  let props: Props;
  let live: Live<string>;
  let component: Record<string, unknown>;

  beforeEach(() => {
    vi.useFakeTimers();
    core = new Core();
    props = reactive({ id: 'a', load: core.load, onlive: (created) => (live = created) });
    component = mount(LiveHarness, { target: document.body, props });
    flushSync();
  });

  afterEach(async () => {
    await unmount(component);
    vi.useRealTimers();
  });

  it('loads once, and shows a skeleton only after 300 ms', async () => {
    expect(core.requests.map((request) => request.id)).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(299);
    expect(live.slow).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(live.slow).toBe(true);
    core.requests[0]?.answer('one');
    await settle();
    expect([live.value, live.slow, live.loading]).toEqual(['one', false, false]);
  });

  it('shows no skeleton beside a failure: nothing is on its way', async () => {
    await vi.advanceTimersByTimeAsync(300);
    expect(live.slow).toBe(true);
    core.requests[0]?.reject(diskFull);
    await settle();
    expect([live.failure, live.slow]).toEqual([diskFull, false]);
  });

  it('loads again once for a burst of changes, and keeps the value meanwhile', async () => {
    core.requests[0]?.answer('one');
    await settle();
    for (let change = 0; change < 5; change += 1) sendChanged();
    await vi.advanceTimersByTimeAsync(50);
    expect(core.requests).toHaveLength(2);
    expect([live.value, live.loading]).toEqual(['one', true]);
  });

  it('loads once more after a change during a load', async () => {
    sendChanged();
    await vi.advanceTimersByTimeAsync(50);
    sendChanged();
    await vi.advanceTimersByTimeAsync(50);
    expect(core.requests).toHaveLength(1);
    core.requests[0]?.answer('one');
    await settle();
    expect(core.requests).toHaveLength(2);
    core.requests[1]?.answer('two');
    await settle();
    expect([live.value, core.requests.length]).toEqual(['two', 2]);
  });

  it('loads again when a value that it reads changes, and ignores the old answer', async () => {
    props.id = 'b';
    flushSync();
    expect(core.requests.map((request) => request.id)).toEqual(['a', 'b']);
    core.requests[1]?.answer('of b');
    await settle();
    core.requests[0]?.answer('of a');
    await settle();
    expect(live.value).toBe('of b');
  });

  it('keeps the value when a load fails, and clears the failure after a success', async () => {
    core.requests[0]?.answer('one');
    await settle();
    live.refresh();
    core.requests[1]?.reject({ code: 'timeout', params: {} });
    await settle();
    expect([live.value, live.failure?.code]).toEqual(['one', 'timeout']);
    live.refresh();
    core.requests[2]?.answer('two');
    await settle();
    expect([live.value, live.failure]).toEqual(['two', null]);
  });

  it('stops loading when its component is removed', async () => {
    await unmount(component);
    sendChanged();
    await vi.advanceTimersByTimeAsync(50);
    expect(core.requests).toHaveLength(1);
    component = mount(LiveHarness, { target: document.body, props });
  });
});
