import type { Failure } from '../contract';
import { asFailure } from './host';

/** How long an action can be undone. */
const SECONDS = 8;

/** An action that can be undone for a few seconds. */
export interface Undoable {
  /** Text about the action, for the user. */
  text: string;
  /** Undoes the action. */
  undo: () => void | Promise<void>;
}

class Undo {
  #timer: ReturnType<typeof setInterval> | undefined;

  /** The action that can be undone now. */
  offered = $state.raw<Undoable | null>(null);
  /** Seconds left to undo it. */
  secondsLeft = $state(0);
  /** Why the last undo failed; kept until the user dismisses it. */
  failure = $state.raw<Failure | null>(null);

  /** Offers to undo an action; ends an earlier offer. */
  offer(undoable: Undoable): void {
    this.dismiss();
    this.offered = undoable;
    this.secondsLeft = SECONDS;
    this.#timer = setInterval(() => {
      this.secondsLeft -= 1;
      if (this.secondsLeft <= 0) this.dismiss();
    }, 1000);
  }

  /** Undoes the offered action. */
  async perform(): Promise<void> {
    const offered = this.offered;
    this.dismiss();
    try {
      await offered?.undo();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Ends the offer, and clears the failure of an earlier undo. */
  dismiss(): void {
    clearInterval(this.#timer);
    this.offered = null;
    this.failure = null;
  }
}

/** The action that can be undone. */
export const undo = new Undo();
