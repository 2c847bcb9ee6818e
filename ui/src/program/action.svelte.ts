import type { Failure } from '../contract';
import { asFailure } from './host';

/** One thing at a time that a person sets off on a page, and why it failed. */
export class UserAction {
  /** The name of what is under way. */
  busy = $state<string | null>(null);
  /** Why the last one failed. */
  failure = $state.raw<Failure | null>(null);

  /** Runs it, unless something is under way. Answers whether it succeeded. */
  async run(name: string, act: () => Promise<unknown>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = name;
    this.failure = null;
    try {
      await act();
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.busy = null;
    }
  }
}
