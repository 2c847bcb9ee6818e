import type { ListPlace, Places } from '../contract';
import { call } from './host';

/** Name of a list whose place is kept. */
export type ListName = keyof Places;

/** Pause after the last move before the places are kept, in milliseconds. */
const PAUSE = 500;

function start(): ListPlace {
  return { text: '', filter: '', sort: '', row: null, index: 0, top: 0 };
}

function none(): Places {
  return { orders: start(), buyers: start(), drafts: start(), receipts: start() };
}

/**
 * Where the user stands in each list of the open connection. The core keeps it; the page knows it only while the
 * data is open.
 */
class KeptPlaces {
  #places = none();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** An answer for an earlier connection is ignored. */
  #round = 0;

  /** Whether the places are known, so that a list can be drawn where it stood. */
  ready = $state(false);

  /** Reads the places of the connection that was opened. */
  async load(): Promise<void> {
    this.clear();
    const round = this.#round;
    // A list that begins at its first row is better than none.
    const places = await call('places', {}).catch(none);
    if (round !== this.#round) return;
    this.#places = places;
    this.ready = true;
  }

  /** Forgets everything, because the data was locked or closed. */
  clear(): void {
    this.#round += 1;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#places = none();
    this.ready = false;
  }

  /** Where the user stood in a list. */
  of(list: ListName): Readonly<ListPlace> {
    return this.#places[list];
  }

  /** Notes where the user stands in a list; it is kept a moment later. */
  note(list: ListName, part: Partial<ListPlace>): void {
    const before = this.#places[list];
    const after = { ...before, ...part };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    this.#places[list] = after;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), PAUSE);
  }

  /** Keeps the noted places now. */
  async flush(): Promise<void> {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // The next move keeps it again; a place is not worth a message.
    await call('keep_places', this.#places).catch(() => undefined);
  }
}

/** Where the user stands in each list. */
export const places = new KeptPlaces();
