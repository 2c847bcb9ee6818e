import { createSubscriber } from 'svelte/reactivity';

const EVERY = 15_000;

class Clock {
  // Runs only while a component reads it.
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, EVERY);
    return () => clearInterval(timer);
  });

  /** The present time in milliseconds; a component that reads it is updated as time passes. */
  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

/** The clock behind texts such as "2 minutes ago". */
export const clock = new Clock();
