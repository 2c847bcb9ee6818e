import { untrack } from 'svelte';
import type { HostEvent, RefusedFile, Taken, TakenFile } from '../contract';

/** A place on the screen that takes files. */
export interface DropTarget {
  /** The element whose box is the place. */
  element: HTMLElement;
  /** Takes the files that were dropped on it. */
  take: (taken: Taken) => void;
}

/** The place that a point belongs to: the smallest that holds it, or the only one that there is. */
export function targetAt<P extends { element: { getBoundingClientRect: () => DOMRect } }>(
  places: readonly P[],
  x: number,
  y: number,
): P | null {
  const holding = places
    .map((place) => ({ place, box: place.element.getBoundingClientRect() }))
    .filter(({ box }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom)
    .sort((one, other) => one.box.width * one.box.height - other.box.width * other.box.height);
  if (holding[0]) return holding[0].place;
  return places.length === 1 ? (places[0] ?? null) : null;
}

class Drops {
  /** The places on the screen. */
  targets = $state.raw<readonly DropTarget[]>([]);
  /** Whether files are dragged over the window. */
  dragging = $state(false);
  /** The place under the pointer. */
  hovered = $state.raw<DropTarget | null>(null);
  /** How many files are being copied into the vault. */
  taking = $state(0);
  /** Files that were dropped where no place is. */
  unclaimed = $state.raw<TakenFile[]>([]);
  /** Files that were dropped where no place is, and not taken. */
  refused = $state.raw<RefusedFile[]>([]);
  /** Where files were dropped last, for their flight to the place. */
  origin: { x: number; y: number; at: number } | null = null;

  /** Registers a place; answers how to remove it. */
  add(place: DropTarget): () => void {
    const others = () => untrack(() => this.targets).filter((one) => one !== place);
    this.targets = [...others(), place];
    return () => {
      this.targets = others();
      if (this.hovered === place) this.hovered = null;
    };
  }

  /** Follows what the host tells about files over the window. */
  hear(event: HostEvent): void {
    switch (event.event) {
      case 'changed':
        return;
      case 'drag':
        this.dragging = event.phase === 'over';
        this.hovered = this.dragging ? this.#at(event.x, event.y) : null;
        return;
      case 'taking':
        this.dragging = false;
        this.taking += event.count;
        return;
      case 'dropped':
        this.#drop(event.taken, event.x, event.y);
        return;
    }
  }

  /** Forgets files without a place, after the person saw them. */
  clear(): void {
    this.unclaimed = [];
    this.refused = [];
  }

  #drop(taken: Taken, x: number, y: number): void {
    const place = this.#at(x, y);
    this.dragging = false;
    this.hovered = null;
    this.taking = Math.max(0, this.taking - taken.files.length - taken.refused.length);
    this.origin = { x, y, at: performance.now() };
    if (place) {
      place.take(taken);
      return;
    }
    this.unclaimed = [...this.unclaimed, ...taken.files];
    this.refused = [...this.refused, ...taken.refused];
  }

  #at(x: number, y: number): DropTarget | null {
    return targetAt(this.targets, x, y);
  }
}

/** Files over the window, and the places for them. */
export const drops = new Drops();

/** Transition of a chip: it flies from where its file was dropped to its place. */
export function arrive(node: Element): { duration: number; css: (t: number, u: number) => string } {
  const origin = drops.origin;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (calm || !origin || performance.now() - origin.at > 500) return { duration: 0, css: () => '' };
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
