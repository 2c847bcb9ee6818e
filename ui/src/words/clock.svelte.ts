import { createSubscriber } from 'svelte/reactivity';

const EVERY = 15_000;

class Clock {
  // Ticks only while something on the screen reads it.
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, EVERY);
    return () => clearInterval(timer);
  });

  /** The present moment in milliseconds; what reads it is drawn anew as time passes. */
  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

/** The clock behind texts such as "2 minutes ago". */
export const clock = new Clock();
