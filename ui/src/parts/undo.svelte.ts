const SECONDS = 8;

/** Something that was done and can be taken back for a few seconds. */
export interface Undoable {
  /** What was done, in words. */
  text: string;
  /** Takes it back. */
  undo: () => void | Promise<void>;
  /** Runs when the time is over, where the doing itself waits for that. */
  done?: () => void | Promise<void>;
}

class Undo {
  #timer: ReturnType<typeof setInterval> | undefined;

  /** What can be taken back now. */
  offered = $state.raw<Undoable | null>(null);
  /** Seconds that are left. */
  left = $state(0);

  /** Offers to take something back; an earlier offer ends, as if its time were over. */
  offer(undoable: Undoable): void {
    this.#end();
    this.offered = undoable;
    this.left = SECONDS;
    this.#timer = setInterval(() => {
      this.left -= 1;
      if (this.left <= 0) this.#end();
    }, 1000);
  }

  /** Takes it back. */
  take(): void {
    const offered = this.offered;
    this.#forget();
    void offered?.undo();
  }

  /** Ends the offer before its time. */
  dismiss(): void {
    this.#end();
  }

  #end(): void {
    const offered = this.offered;
    this.#forget();
    void offered?.done?.();
  }

  #forget(): void {
    clearInterval(this.#timer);
    this.offered = null;
  }
}

/** The one thing that can be taken back. */
export const undo = new Undo();
