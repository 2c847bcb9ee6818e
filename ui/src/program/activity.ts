/** So long a person counts as present after one sign of life; more often nothing is told. */
const EVERY = 20_000;

const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

/** Tells the core now and then that somebody sits here, so that it does not lock the data. */
export class Activity {
  #tell: () => Promise<unknown>;
  #told = Number.NEGATIVE_INFINITY;

  constructor(tell: () => Promise<unknown>) {
    this.#tell = tell;
  }

  /** Hears the signs of life in a window; answers how to stop. */
  watch(window: Window): () => void {
    const stop = new AbortController();
    const heard = (event: Event) => this.#hear(event.timeStamp);
    for (const sign of SIGNS) {
      window.addEventListener(sign, heard, { signal: stop.signal, passive: true, capture: true });
    }
    return () => stop.abort();
  }

  #hear(at: number): void {
    if (at - this.#told < EVERY) return;
    this.#told = at;
    // Not heard once: the next sign of life is told again.
    this.#tell().catch(() => (this.#told = Number.NEGATIVE_INFINITY));
  }
}
