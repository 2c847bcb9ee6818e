import type { Component } from 'svelte';

/** A screen whose code is read when it is needed, or when there is time: the first list does not wait for it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Svelte declares the properties of a component
export class Later<Props extends Record<string, any>> {
  #load: () => Promise<{ default: Component<Props> }>;
  #loading: Promise<void> | null = null;

  /** The screen; `null` until its code has been read. */
  screen = $state.raw<Component<Props> | null>(null);

  constructor(load: () => Promise<{ default: Component<Props> }>) {
    this.#load = load;
  }

  /** Reads the code. A failure is repeated with the next call. */
  load(): Promise<void> {
    this.#loading ??= this.#load().then(
      ({ default: screen }) => {
        this.screen = screen;
      },
      (failure: unknown) => {
        this.#loading = null;
        throw failure;
      },
    );
    return this.#loading;
  }
}
