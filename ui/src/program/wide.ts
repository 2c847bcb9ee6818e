import { MediaQuery } from 'svelte/reactivity';

/** A width of the window; `current` is asked for only where a screen is drawn. */
class WindowWidth {
  #query: MediaQuery | undefined;

  constructor(readonly condition: string) {}

  get current(): boolean {
    this.#query ??= new MediaQuery(this.condition);
    return this.#query.current;
  }
}

/** Whether the window has room for a list and a page side by side. */
export const wide = new WindowWidth('min-width: 1100px');

/** Whether a list has no room for columns. */
export const narrow = new WindowWidth('max-width: 860px');
