import type { Failure } from '../contract';
import { asFailure } from './host';

/** The actions that the user starts on a page: one at a time, with the failure of the last one. */
export class UserAction {
  /** Name of the action that is running. */
  busy = $state<string | null>(null);
  /** Why the last action failed. */
  failure = $state.raw<Failure | null>(null);

  /** Runs an action, unless one is running. Returns whether it succeeded. */
  async run(name: string, action: () => Promise<unknown>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = name;
    this.failure = null;
    try {
      await action();
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.busy = null;
    }
  }
}
