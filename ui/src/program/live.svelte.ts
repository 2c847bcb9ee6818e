import { onDestroy } from 'svelte';
import type { Failure } from '../contract';
import { onChanged } from './changed';
import { asFailure } from './host';

const SKELETON_DELAY = 300;

/** An answer of the core that is loaded again whenever the data changes. */
export class Live<T> {
  #load: () => Promise<T>;
  #round = 0;
  #isLoading = false;
  #loadAgain = false;

  /** The last answer; kept while a newer one is loading. */
  value = $state.raw<T | undefined>(undefined);
  /** Why the last load failed; `null` after a success. */
  failure = $state.raw<Failure | null>(null);
  /** Whether an answer is loading. */
  loading = $state(true);
  /** Whether the first answer has taken so long that a skeleton stands in for it; not after a failure. */
  slow = $state(false);

  constructor(load: () => Promise<T>) {
    this.#load = load;
    const timer = setTimeout(() => (this.slow = this.value === undefined && !this.failure), SKELETON_DELAY);
    const stop = onChanged(() => this.refresh());
    onDestroy(() => {
      this.#round += 1;
      clearTimeout(timer);
      stop();
    });
    // Every reactive value that `load` reads starts a new load when it changes.
    $effect(() => {
      this.#round += 1;
      this.#isLoading = false;
      this.#run(load());
    });
  }

  /** Loads again. During a load, one more follows it, however often this is called. */
  refresh(): void {
    if (this.#isLoading) this.#loadAgain = true;
    else this.#run(this.#load());
  }

  #run(answer: Promise<T>): void {
    const round = this.#round;
    this.#isLoading = true;
    this.#loadAgain = false;
    this.loading = true;
    answer
      .then(
        (value) => {
          if (round !== this.#round) return;
          this.value = value;
          this.failure = null;
          this.slow = false;
        },
        (thrown: unknown) => {
          if (round !== this.#round) return;
          this.failure = asFailure(thrown);
          this.slow = false;
        },
      )
      .finally(() => {
        if (round !== this.#round) return;
        this.#isLoading = false;
        this.loading = false;
        if (this.#loadAgain) this.refresh();
      });
  }
}

/** Loads an answer of the core and keeps it fresh; for use while a component is created. */
export function live<T>(load: () => Promise<T>): Live<T> {
  return new Live(load);
}
