import type { Failure, Session } from '../contract';
import { asFailure, call } from './host';
import { session } from './session.svelte';

/** Opens connections; asks for a passphrase where the keychain does not answer. */
export class Opening {
  #repeat: (() => Promise<void>) | null = null;

  /** Name of the connection or action that is being opened; `null` while none is. */
  busy = $state<string | null>(null);
  /** Name of the connection or action that failed. */
  failedAt = $state<string | null>(null);
  /** Why it failed. */
  failure = $state.raw<Failure | null>(null);
  /** Whether the user must set a passphrase first. */
  asksPassphrase = $state(false);

  /** Runs a command that answers a session, and stores the session. */
  async run(name: string, command: () => Promise<Session>): Promise<void> {
    if (this.busy !== null) return;
    this.busy = name;
    this.failure = null;
    this.failedAt = null;
    try {
      session.update(await command());
    } catch (thrown) {
      this.#fail(name, command, asFailure(thrown));
    } finally {
      this.busy = null;
    }
  }

  /** Clears the failure, because the input that caused it has changed. */
  clear(): void {
    this.failedAt = null;
    this.failure = null;
  }

  /** Asks for a passphrase instead of the keychain. */
  usePassphrase(): void {
    this.asksPassphrase = true;
  }

  /** Sets the passphrase, then repeats the command that needed it. Rejects with a `Failure`. */
  async setPassphrase(passphrase: string): Promise<void> {
    await call('set_passphrase', { passphrase });
    const repeat = this.#repeat;
    this.#repeat = null;
    this.asksPassphrase = false;
    await repeat?.();
  }

  #fail(name: string, command: () => Promise<Session>, failure: Failure): void {
    this.#repeat = () => this.run(name, command);
    if (failure.code === 'passphrase_needed') {
      this.usePassphrase();
      return;
    }
    this.failure = failure;
    this.failedAt = name;
  }
}
