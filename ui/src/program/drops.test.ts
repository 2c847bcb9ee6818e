import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Taken, TakenFile } from '../contract';
import { drops, targetAt, type DropTarget } from './drops.svelte';

function target(left: number, top: number, width: number, height: number): DropTarget {
  const element = document.createElement('div');
  element.getBoundingClientRect = () => new DOMRect(left, top, width, height);
  return { element, take: vi.fn<DropTarget['take']>() };
}

function taken(...names: string[]): Taken {
  const files = names.map((name): TakenFile => ({
    id: name,
    name,
    size: 1,
    media: 'pdf',
    guess: null,
    cutOff: false,
    usedAt: [],
  }));
  return { files, refused: [] };
}

const page = target(0, 0, 800, 600);
const slot = target(100, 100, 200, 50);
const other = target(100, 200, 200, 50);

describe('targetAt', () => {
  it('prefers the smallest target that contains the point', () => {
    expect(targetAt([page, slot, other], 150, 120)).toBe(slot);
    expect(targetAt([slot, other, page], 150, 220)).toBe(other);
    expect(targetAt([page, slot, other], 10, 10)).toBe(page);
  });

  it('includes the edges of a target', () => {
    expect(targetAt([slot, other], 100, 100)).toBe(slot);
    expect(targetAt([slot, other], 300, 250)).toBe(other);
  });

  it('takes the only target from anywhere, and none of several', () => {
    expect(targetAt([slot], 700, 500)).toBe(slot);
    expect(targetAt([slot, other], 700, 500)).toBeNull();
    expect(targetAt([], 1, 1)).toBeNull();
  });
});

describe('drops', () => {
  beforeEach(() => {
    drops.clear();
    drops.follow(true);
  });

  it('highlights the target under the pointer, and none after the drag has left', () => {
    const removals = [drops.add(slot), drops.add(other)];
    drops.handle({ event: 'drag', phase: 'over', x: 150, y: 120 });
    expect([drops.dragging, drops.hovered]).toEqual([true, slot]);
    drops.handle({ event: 'drag', phase: 'over', x: 150, y: 220 });
    expect(drops.hovered).toBe(other);
    drops.handle({ event: 'drag', phase: 'left', x: 0, y: 0 });
    expect([drops.dragging, drops.hovered]).toEqual([false, null]);
    removals.forEach((remove) => remove());
  });

  it('gives the files to the target that they were dropped on', () => {
    const removals = [drops.add(slot), drops.add(other)];
    drops.handle({ event: 'taking', count: 2 });
    expect(drops.taking).toBe(2);
    const files = taken('a.pdf', 'b.pdf');
    drops.handle({ event: 'dropped', taken: files, x: 150, y: 220 });
    expect(other.take).toHaveBeenCalledExactlyOnceWith(files);
    expect(slot.take).not.toHaveBeenCalled();
    expect(drops.taking).toBe(0);
    expect(drops.unclaimed).toEqual([]);
    removals.forEach((remove) => remove());
  });

  it('keeps files that no target takes', () => {
    const removals = [drops.add(slot), drops.add(other)];
    drops.handle({ event: 'dropped', taken: taken('a.pdf'), x: 700, y: 500 });
    drops.handle({ event: 'dropped', taken: taken('b.pdf'), x: 700, y: 500 });
    expect(drops.unclaimed.map((file) => file.name)).toEqual(['a.pdf', 'b.pdf']);
    removals.forEach((remove) => remove());
  });

  it('forgets the files of a connection that is closed or locked, also those that are being copied', () => {
    drops.handle({ event: 'taking', count: 5 });
    drops.handle({ event: 'dropped', taken: taken('a.pdf'), x: 700, y: 500 });
    drops.follow(false);
    expect([drops.taking, drops.unclaimed]).toEqual([0, []]);
    drops.follow(true);
  });

  it('counts the files that were not taken meanwhile, and keeps no name of them', () => {
    const failure = { code: 'not_open' as const, params: {}, detail: null, traceId: null };
    const refused = ['a.pdf', 'b.pdf'].map((name) => ({
      name,
      failure: { ...failure, fields: [], findings: [] },
    }));
    drops.handle({ event: 'taking', count: 3 });
    drops.follow(false);
    const stored = taken('c.pdf').files;
    drops.handle({ event: 'dropped', taken: { files: stored, refused }, x: 700, y: 500 });
    expect([drops.taking, drops.unclaimed, drops.refused, drops.missed]).toEqual([0, [], [], 2]);
    drops.follow(true);
    expect(drops.missed).toBe(2);
    drops.clear();
    expect(drops.missed).toBe(0);
  });

  it('does not use a target that was removed', () => {
    drops.add(slot)();
    drops.handle({ event: 'dropped', taken: taken('c.pdf'), x: 150, y: 120 });
    expect(drops.unclaimed.map((file) => file.name)).toEqual(['c.pdf']);
  });
});
