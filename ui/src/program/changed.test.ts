import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onChanged } from './changed';
import { sendChanged } from './hostEvents';

vi.mock('./host', async (original) => ({
  ...(await original<typeof import('./host')>()),
  listen: (await import('./hostEvents')).listenToTest,
}));

describe('onChanged', () => {
  let heard: number[];
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    const begun = Date.now();
    heard = [];
    stop = onChanged(() => heard.push(Date.now() - begun));
  });

  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it('is told once for a burst of changes, soon after its end', async () => {
    for (let change = 0; change < 3; change += 1) {
      sendChanged();
      await vi.advanceTimersByTimeAsync(40);
    }
    await vi.advanceTimersByTimeAsync(1000);
    expect(heard).toEqual([130]);
  });

  it('is told every 250 ms while changes never pause', async () => {
    for (let change = 0; change < 25; change += 1) {
      sendChanged();
      await vi.advanceTimersByTimeAsync(40);
    }
    expect(heard).toEqual([250, 530, 810]);
  });

  it('is not told after it has stopped', async () => {
    sendChanged();
    stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(heard).toEqual([]);
  });
});
