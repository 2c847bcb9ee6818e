/** Minimum time between two reports, in milliseconds. */
const INTERVAL = 20_000;

const EVENTS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

/** Reports to the core that the user is active, so that it does not lock the data. */
export class Activity {
  #report: () => Promise<unknown>;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(report: () => Promise<unknown>) {
    this.#report = report;
  }

  /** Listens to keys and pointer of a window; returns how to stop. */
  watch(window: Window): () => void {
    const stop = new AbortController();
    const onEvent = (event: Event) => this.#onEvent(event.timeStamp);
    for (const name of EVENTS) {
      window.addEventListener(name, onEvent, { signal: stop.signal, passive: true, capture: true });
    }
    return () => stop.abort();
  }

  #onEvent(at: number): void {
    if (at - this.#reportedAt < INTERVAL) return;
    this.#reportedAt = at;
    // A report that failed is repeated with the next event.
    this.#report().catch(() => (this.#reportedAt = Number.NEGATIVE_INFINITY));
  }
}
