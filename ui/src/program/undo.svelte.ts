import type { Failure } from '../contract';
import { asFailure } from './host';

const SECONDS = 8;

/** Something that was done and can be taken back for a few seconds. */
export interface Undoable {
  /** What was done, in words. */
  text: string;
  /** Takes it back. */
  undo: () => void | Promise<void>;
}

class Undo {
  #timer: ReturnType<typeof setInterval> | undefined;

  /** What can be taken back now. */
  offered = $state.raw<Undoable | null>(null);
  /** Seconds that are left. */
  left = $state(0);
  /** Why the last one could not be taken back; until the person has seen it. */
  failure = $state.raw<Failure | null>(null);

  /** Offers to take something back; an earlier offer ends, as if its time were over. */
  offer(undoable: Undoable): void {
    this.dismiss();
    this.offered = undoable;
    this.left = SECONDS;
    this.#timer = setInterval(() => {
      this.left -= 1;
      if (this.left <= 0) this.dismiss();
    }, 1000);
  }

  /** Takes it back. */
  async perform(): Promise<void> {
    const offered = this.offered;
    this.dismiss();
    try {
      await offered?.undo();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Ends the offer before its time, and forgets why an earlier one failed. */
  dismiss(): void {
    clearInterval(this.#timer);
    this.offered = null;
    this.failure = null;
  }
}

/** The one thing that can be taken back. */
export const undo = new Undo();
