import type { Failure } from '../contract';
import { asFailure } from './host';

/** The failure of an action that has no place of its own on the screen, for example of a key. */
class Reports {
  /** Why the last such action failed; kept until the user dismisses it. */
  failure = $state.raw<Failure | null>(null);

  /** Runs an action and keeps its failure. */
  async run(action: () => Promise<unknown>): Promise<void> {
    this.failure = null;
    try {
      await action();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Removes the failure from the screen. */
  dismiss(): void {
    this.failure = null;
  }
}

/** The failures of actions without a place of their own. */
export const reports = new Reports();
