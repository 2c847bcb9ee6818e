import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '../contract';
import { session } from './session.svelte';

// All tests share the modules: whoever loads the host's listeners first decides for the others.
vi.mock('./host', async (original) => ({
  ...(await original<typeof import('./host')>()),
  listen: (await import('./hostEvents')).listenToTest,
}));

const connection = { id: 'c1', name: 'Autohaus', kind: 'sandbox' };

function at(stage: 'open' | 'locked'): Session {
  const settings = { language: 'en', appearance: 'system', lockAfterMinutes: 5 };
  // The session has more fields, which this page part does not read.
  return { stage: { at: stage, connection, by: 'passphrase' }, settings } as unknown as Session;
}

let requests: { command: string; answer: (value: unknown) => void }[];

beforeEach(() => {
  requests = [];
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    const { command } = JSON.parse(body) as { command: string };
    return new Promise<Response>((resolve) =>
      requests.push({ command, answer: (value) => resolve(new Response(JSON.stringify(value))) }),
    );
  });
  session.update(at('open'));
  requests = [];
});

afterEach(() => {
  session.update(at('locked'));
  vi.unstubAllGlobals();
});

async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

describe('an answer that arrives after the lock', () => {
  it('does not open the data on the screen again', async () => {
    const refreshing = session.refresh();
    session.update(at('locked'));
    requests[0]?.answer(at('open'));
    await refreshing;
    expect(session.current?.stage.at).toBe('locked');
  });

  it('leaves no status of the locked data', async () => {
    const refreshing = session.refresh();
    requests[0]?.answer(at('open'));
    await vi.waitFor(() => expect(requests[1]?.command).toBe('status'));
    session.update(at('locked'));
    requests[1]?.answer({ waiting: 3 });
    await refreshing;
    expect(session.status).toBeNull();
  });

  it('leaves no status of the locked data after a command, either', async () => {
    const status = session.readStatus(() => Promise.resolve({ waiting: 3 } as never));
    session.update(at('locked'));
    await status;
    expect(session.status).toBeNull();
  });
});

describe('two answers', () => {
  it('count in the order in which they were asked for', async () => {
    const refreshing = Promise.all([session.refresh(), session.refresh()]);
    requests[1]?.answer(at('locked'));
    await settle();
    requests[0]?.answer(at('open'));
    await refreshing;
    expect(session.current?.stage.at).toBe('locked');
  });
});
