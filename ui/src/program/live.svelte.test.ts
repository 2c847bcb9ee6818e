import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostEvent } from '../contract';
import LiveBench from './LiveHarness.svelte';
import type { Live } from './live.svelte';

const host = vi.hoisted(() => ({ hear: (_event: HostEvent): void => undefined }));

vi.mock('./host', async (original) => ({
  ...(await original<typeof import('./host')>()),
  listen: (hear: (event: HostEvent) => void) => {
    host.hear = hear;
    return () => (host.hear = () => undefined);
  },
}));

/** Answers that the test gives when it wants to. */
class Core {
  questions: { id: string; answer: (value: string) => void; refuse: (failure: unknown) => void }[] = [];

  ask = (id: string): Promise<string> =>
    new Promise((answer, refuse) => this.questions.push({ id, answer, refuse }));
}

interface Props {
  id: string;
  ask: (id: string) => Promise<string>;
  made: (live: Live<string>) => void;
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
    props = reactive({ id: 'a', ask: core.ask, made: (made) => (live = made) });
    component = mount(LiveBench, { target: document.body, props });
    flushSync();
  });

  afterEach(async () => {
    await unmount(component);
    vi.useRealTimers();
  });

  it('asks once, and shows a skeleton only after 300 ms', async () => {
    expect(core.questions.map((question) => question.id)).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(299);
    expect(live.slow).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(live.slow).toBe(true);
    core.questions[0]?.answer('one');
    await settle();
    expect([live.value, live.slow, live.loading]).toEqual(['one', false, false]);
  });

  it('asks again once for a burst of changes, and keeps the value meanwhile', async () => {
    core.questions[0]?.answer('one');
    await settle();
    for (let change = 0; change < 5; change += 1) host.hear({ event: 'changed' });
    await vi.advanceTimersByTimeAsync(50);
    expect(core.questions).toHaveLength(2);
    expect([live.value, live.loading]).toEqual(['one', true]);
  });

  it('asks once more after a change that came while it was asking', async () => {
    host.hear({ event: 'changed' });
    await vi.advanceTimersByTimeAsync(50);
    host.hear({ event: 'changed' });
    await vi.advanceTimersByTimeAsync(50);
    expect(core.questions).toHaveLength(1);
    core.questions[0]?.answer('one');
    await settle();
    expect(core.questions).toHaveLength(2);
    core.questions[1]?.answer('two');
    await settle();
    expect([live.value, core.questions.length]).toEqual(['two', 2]);
  });

  it('asks anew when what it reads changes, and does not hear the old answer', async () => {
    props.id = 'b';
    flushSync();
    expect(core.questions.map((question) => question.id)).toEqual(['a', 'b']);
    core.questions[1]?.answer('of b');
    await settle();
    core.questions[0]?.answer('of a');
    await settle();
    expect(live.value).toBe('of b');
  });

  it('keeps the value when a question fails, tells the failure, and forgets it after a success', async () => {
    core.questions[0]?.answer('one');
    await settle();
    live.refresh();
    core.questions[1]?.refuse({ code: 'timeout', params: {} });
    await settle();
    expect([live.value, live.failure?.code]).toEqual(['one', 'timeout']);
    live.refresh();
    core.questions[2]?.answer('two');
    await settle();
    expect([live.value, live.failure]).toEqual(['two', null]);
  });

  it('stops asking with its component', async () => {
    await unmount(component);
    host.hear({ event: 'changed' });
    await vi.advanceTimersByTimeAsync(50);
    expect(core.questions).toHaveLength(1);
    component = mount(LiveBench, { target: document.body, props });
  });
});
