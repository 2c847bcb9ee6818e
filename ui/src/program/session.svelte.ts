import type { Failure, Session, Status } from '../contract';
import { asFailure, call, listen } from './host';
import { words } from '../words/words.svelte';
import { drops } from './drops.svelte';
import { undo } from './undo.svelte';
import { navigation } from './navigation.svelte';
import type { Place } from './place';

const DEBOUNCE = 50;

/** Where the program stands, for all screens. */
class CurrentSession {
  #changing = 0;
  // Where a locked connection is gone on with: a place holds identifiers and no data.
  #left: { connection: string; place: Place } | null = null;

  /** The session; nothing until the core has answered for the first time. */
  current = $state.raw<Session | null>(null);
  /** Connection, outbox and budget; nothing while no connection is open. */
  status = $state.raw<Status | null>(null);
  /** Why the core did not answer at all. */
  failure = $state.raw<Failure | null>(null);

  /** What the organization may do. */
  capabilities = $derived(this.current?.capabilities ?? null);
  /** Identifier of the open connection. */
  connection = $derived(this.current?.stage.at === 'open' ? this.current.stage.connection.id : null);

  /** Starts to follow the core; answers how to stop. */
  start(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    void this.refresh();
    const stop = listen((event) => {
      if (event.event !== 'changed') return;
      clearTimeout(timer);
      timer = setTimeout(() => void this.refresh(), DEBOUNCE);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }

  /** Asks the core where it stands. */
  async refresh(): Promise<void> {
    try {
      const session = await call('session', {});
      if (this.#changing > 0) return;
      this.update(session);
      this.failure = null;
      if (this.connection !== null) this.status = await call('status', {});
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Takes a session that a command answered. */
  update(session: Session): void {
    const before = this.connection;
    this.current = session;
    words.setLanguage(session.settings.language);
    const appearance = session.settings.appearance;
    if (appearance === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = appearance;
    if (this.connection !== before) this.#change(before);
  }

  /**
   * Runs a command that closes the connection for a moment and answers the session afterwards. Nobody needs to
   * see the moment between: the screen stays. Rejects with a `Failure`.
   */
  async reopenWith(ask: () => Promise<Session>): Promise<void> {
    this.#changing += 1;
    try {
      this.update(await ask());
    } finally {
      this.#changing -= 1;
      if (this.#changing === 0) void this.refresh();
    }
  }

  /** Locks the connection, after the screen has saved what was typed. Rejects with a `Failure`. */
  async lock(): Promise<void> {
    await navigation.leave();
    this.update(await call('lock', {}));
  }

  /** Nothing that belongs to one connection, or to one that is locked now, outlives it on this page. */
  #change(before: string | null): void {
    const stage = this.current?.stage;
    if (stage?.at === 'locked' && stage.connection.id === before) {
      this.#left = { connection: before, place: navigation.resumePlace };
    }
    const left = this.#left?.connection === this.connection ? this.#left.place : undefined;
    if (this.connection !== null) this.#left = null;
    navigation.reset(left);
    undo.dismiss();
    drops.clear();
    this.status = null;
    if (this.connection !== null) void this.refreshStatus();
  }

  /** Asks for connection, outbox and budget alone. */
  async refreshStatus(): Promise<void> {
    try {
      this.status = await call('status', {});
    } catch {
      // The next change asks again; the session tells when the connection is not open any more.
    }
  }
}

/** Where the program stands. */
export const session = new CurrentSession();
