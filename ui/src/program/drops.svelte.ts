import { untrack } from 'svelte';
import type { HostEvent, RefusedFile, Taken, TakenFile } from '../contract';

/** A part of the screen that takes files. */
export interface DropTarget {
  /** The element that files can be dropped on. */
  element: HTMLElement;
  /** Text for the user while files are over it; without it, a general one is shown. */
  hint?: string;
  /** Takes the files that were dropped on it. */
  take: (taken: Taken) => void;
}

/** The target at a point: the smallest one that contains it, or the only one on the screen. */
export function targetAt<P extends { element: { getBoundingClientRect: () => DOMRect } }>(
  targets: readonly P[],
  x: number,
  y: number,
): P | null {
  const atPoint = targets
    .map((target) => ({ target, box: target.element.getBoundingClientRect() }))
    .filter(({ box }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom)
    .sort((one, other) => one.box.width * one.box.height - other.box.width * other.box.height);
  if (atPoint[0]) return atPoint[0].target;
  return targets.length === 1 ? (targets[0] ?? null) : null;
}

class Drops {
  /** The targets on the screen. */
  targets = $state.raw<readonly DropTarget[]>([]);
  /** Whether files are dragged over the window. */
  dragging = $state(false);
  /** The target under the pointer, while files are dragged. */
  hovered = $state.raw<DropTarget | null>(null);
  /** How many files are being copied into the vault. */
  taking = $state(0);
  /** Files that were dropped outside of every target, and stored. */
  unclaimed = $state.raw<TakenFile[]>([]);
  /** Files that were dropped outside of every target, and refused. */
  refused = $state.raw<RefusedFile[]>([]);
  /** How many files were not taken because no data was open; their names are data, and are not kept. */
  missed = $state(0);
  /** Where files were dropped last; their chips fly from there to the target. */
  origin: { x: number; y: number; at: number } | null = null;

  #open = false;

  /** Registers a target; returns how to remove it. */
  add(target: DropTarget): () => void {
    const others = () => untrack(() => this.targets).filter((one) => one !== target);
    this.targets = [...others(), target];
    return () => {
      this.targets = others();
      if (this.hovered === target) this.hovered = null;
    };
  }

  /** Handles an event of the host about files over the window. */
  handle(event: HostEvent): void {
    switch (event.event) {
      case 'changed':
        return;
      case 'drag':
        this.dragging = event.phase === 'over';
        this.hovered = this.dragging ? this.#at(event.x, event.y) : null;
        return;
      case 'taking':
        this.dragging = false;
        if (this.#open) this.taking += event.count;
        return;
      case 'dropped':
        this.#drop(event.taken, event.x, event.y);
        return;
    }
  }

  /** Removes the files outside of every target from the screen; the stored ones stay in the vault. */
  clear(): void {
    this.unclaimed = [];
    this.refused = [];
    this.missed = 0;
  }

  /** Removes the files of the previous connection. `open`: whether there is a connection that takes files now. */
  follow(open: boolean): void {
    this.#open = open;
    this.unclaimed = [];
    this.refused = [];
    this.taking = 0;
    this.dragging = false;
    this.hovered = null;
  }

  #drop(taken: Taken, x: number, y: number): void {
    const target = this.#at(x, y);
    this.dragging = false;
    this.hovered = null;
    this.taking = Math.max(0, this.taking - taken.files.length - taken.refused.length);
    if (!this.#open) {
      this.missed += taken.refused.length;
      return;
    }
    this.origin = { x, y, at: performance.now() };
    if (target) {
      target.take(taken);
      return;
    }
    this.unclaimed = [...this.unclaimed, ...taken.files];
    this.refused = [...this.refused, ...taken.refused];
  }

  #at(x: number, y: number): DropTarget | null {
    return targetAt(this.targets, x, y);
  }
}

/** Files over the window, and the targets for them. */
export const drops = new Drops();

/** Transition of a file chip: it flies from the point where the file was dropped to its target. */
export function arrive(node: Element): { duration: number; css: (t: number, u: number) => string } {
  const origin = drops.origin;
  const reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (reducedMotion || !origin || performance.now() - origin.at > 500) return { duration: 0, css: () => '' };
  const box = node.getBoundingClientRect();
  const [dx, dy] = [origin.x - box.left - box.width / 2, origin.y - box.top - box.height / 2];
  return {
    duration: 280,
    css: (t, u) => {
      const eased = u * u * u;
      return `transform: translate(${dx * eased}px, ${dy * eased}px) scale(${0.85 + 0.15 * t}); opacity: ${t}`;
    },
  };
}
