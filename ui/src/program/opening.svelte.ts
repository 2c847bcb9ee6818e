import type { Failure, Session } from '../contract';
import { asFailure, call } from './host';
import { session } from './session.svelte';

/** Opens connections, and asks for a passphrase on the way where no keychain answers. */
export class Opening {
  #repeat: (() => Promise<void>) | null = null;

  /** What is being opened; nothing: nothing is. */
  busy = $state<string | null>(null);
  /** What could not be opened. */
  failedAt = $state<string | null>(null);
  /** Why. */
  failure = $state.raw<Failure | null>(null);
  /** Whether a passphrase must be set first. */
  asksPassphrase = $state(false);

  /** Runs a command that answers a session, and takes it. */
  async run(what: string, ask: () => Promise<Session>): Promise<void> {
    if (this.busy !== null) return;
    this.busy = what;
    this.failure = null;
    this.failedAt = null;
    try {
      session.update(await ask());
    } catch (thrown) {
      this.#fail(what, ask, asFailure(thrown));
    } finally {
      this.busy = null;
    }
  }

  /** Forgets what failed: it was about something that has changed since. */
  forget(): void {
    this.failedAt = null;
    this.failure = null;
  }

  /** Asks for a passphrase because the keychain does not give what is needed. */
  usePassphrase(): void {
    this.asksPassphrase = true;
  }

  /** Sets the passphrase, then does again what wanted it. Rejects with a `Failure`. */
  async setPassphrase(passphrase: string): Promise<void> {
    await call('set_passphrase', { passphrase });
    const repeat = this.#repeat;
    this.#repeat = null;
    this.asksPassphrase = false;
    await repeat?.();
  }

  #fail(what: string, ask: () => Promise<Session>, failure: Failure): void {
    this.#repeat = () => this.run(what, ask);
    if (failure.code === 'passphrase_needed') {
      this.usePassphrase();
      return;
    }
    this.failure = failure;
    this.failedAt = what;
  }
}
