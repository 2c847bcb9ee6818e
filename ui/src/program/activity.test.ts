import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Activity } from './activity';

/** A sign of life at a moment. */
function sign(type: string, at: number): void {
  const event = new Event(type);
  Object.defineProperty(event, 'timeStamp', { value: at });
  window.dispatchEvent(event);
}

describe('the presence of a person', () => {
  const tell = vi.fn<() => Promise<unknown>>();
  let stop: () => void;

  beforeEach(() => {
    tell.mockReset().mockResolvedValue({});
    stop = new Activity(tell).watch(window);
  });

  afterEach(() => stop());

  it('is told at the first sign, and at most every 20 seconds', () => {
    sign('keydown', 1_000);
    sign('pointermove', 1_001);
    sign('wheel', 20_999);
    expect(tell).toHaveBeenCalledTimes(1);
    sign('pointerdown', 21_000);
    expect(tell).toHaveBeenCalledTimes(2);
  });

  it('is told again at once when it was not heard', async () => {
    tell.mockRejectedValueOnce(new Error('gone'));
    sign('keydown', 1_000);
    await Promise.resolve();
    await Promise.resolve();
    sign('keydown', 1_100);
    expect(tell).toHaveBeenCalledTimes(2);
  });

  it('is no matter any more once nobody watches', () => {
    stop();
    sign('keydown', 1_000);
    expect(tell).not.toHaveBeenCalled();
  });
});
