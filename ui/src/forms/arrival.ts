import { firstStop, stopNamed, stops } from './walk';

/** How a step is come to: forward, back to change something, or back over its last field. */
export type Way = 'on' | 'change' | 'back';

/** Where the focus arrives in a step of a form. */
export class Arrival {
  #way: Way = 'on';

  /** Says how the next step is come to. */
  by(way: Way): void {
    this.#way = way;
  }

  /**
   * The first of the wanted fields; else the first open field of the step, or its first or last one when the user
   * comes back. `null` if nothing is left to do.
   */
  placeIn(body: HTMLElement, wanted: readonly (string | null)[]): HTMLElement | null {
    const way = this.#way;
    this.#way = 'on';
    const all = stops(body);
    const named = all.map((one) => one.getAttribute('name') ?? '').find((name) => wanted.includes(name));
    const path = named ?? wanted[0];
    const place = path ? stopNamed(body, path) : undefined;
    if (place) return place;
    return (way === 'on' ? firstStop(body) : all.at(way === 'change' ? 0 : -1)) ?? null;
  }
}
