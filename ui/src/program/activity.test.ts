import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Activity } from './activity';

/** Sends an event with this time stamp. */
function send(type: string, at: number): void {
  const event = new Event(type);
  Object.defineProperty(event, 'timeStamp', { value: at });
  window.dispatchEvent(event);
}

describe('the activity of the user', () => {
  const report = vi.fn<() => Promise<unknown>>();
  let stop: () => void;

  beforeEach(() => {
    report.mockReset().mockResolvedValue({});
    stop = new Activity(report).watch(window);
  });

  afterEach(() => stop());

  it('is reported at the first event, and at most every 20 seconds', () => {
    send('keydown', 1_000);
    send('pointermove', 1_001);
    send('wheel', 20_999);
    expect(report).toHaveBeenCalledTimes(1);
    send('pointerdown', 21_000);
    expect(report).toHaveBeenCalledTimes(2);
  });

  it('is reported again with the next event after a report failed', async () => {
    report.mockRejectedValueOnce(new Error('gone'));
    send('keydown', 1_000);
    await Promise.resolve();
    await Promise.resolve();
    send('keydown', 1_100);
    expect(report).toHaveBeenCalledTimes(2);
  });

  it('is not reported after watching has stopped', () => {
    stop();
    send('keydown', 1_000);
    expect(report).not.toHaveBeenCalled();
  });
});
