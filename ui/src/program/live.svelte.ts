import { onDestroy } from 'svelte';
import type { Failure } from '../contract';
import { asFailure, listen } from './host';

const DEBOUNCE = 50;
const PATIENCE = 300;

/** An answer of the core that stays fresh: it is asked for anew whenever the host says that something changed. */
export class Live<T> {
  #ask: () => Promise<T>;
  #round = 0;
  #asking = false;
  #again = false;

  /** The last answer; kept while a newer one is on its way. */
  value = $state.raw<T | undefined>(undefined);
  /** Why the last question failed; nothing after a success. */
  failure = $state.raw<Failure | null>(null);
  /** Whether a question is on its way. */
  loading = $state(true);
  /** Whether the first answer has taken so long that a skeleton should stand in for it. */
  slow = $state(false);

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = setTimeout(() => (this.slow = this.value === undefined), PATIENCE);
    const stop = listen((event) => {
      if (event.event !== 'changed') return;
      clearTimeout(timer);
      timer = setTimeout(() => this.refresh(), DEBOUNCE);
    });
    onDestroy(() => {
      this.#round += 1;
      clearTimeout(timer);
      clearTimeout(patience);
      stop();
    });
    // Whatever the question reads makes it be asked anew.
    $effect(() => {
      this.#round += 1;
      this.#asking = false;
      this.#run(ask());
    });
  }

  /** Asks again. While a question is on its way, one more follows it, however often this is called. */
  refresh(): void {
    if (this.#asking) this.#again = true;
    else this.#run(this.#ask());
  }

  #run(question: Promise<T>): void {
    const round = this.#round;
    this.#asking = true;
    this.#again = false;
    this.loading = true;
    question
      .then(
        (value) => {
          if (round !== this.#round) return;
          this.value = value;
          this.failure = null;
          this.slow = false;
        },
        (thrown: unknown) => {
          if (round === this.#round) this.failure = asFailure(thrown);
        },
      )
      .finally(() => {
        if (round !== this.#round) return;
        this.#asking = false;
        this.loading = false;
        if (this.#again) this.refresh();
      });
  }
}

/** Asks the core and keeps the answer fresh; for use while a component is made. */
export function live<T>(ask: () => Promise<T>): Live<T> {
  return new Live(ask);
}
