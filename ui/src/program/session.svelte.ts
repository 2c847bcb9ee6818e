import type { Failure, Session, SettingsChange, Status } from '../contract';
import { words } from '../words/words.svelte';
import { onChanged } from './changed';
import { drops } from './drops.svelte';
import { asFailure, call } from './host';
import { navigation } from './navigation.svelte';
import type { Place } from './place';
import { places } from './places.svelte';
import { reports } from './reports.svelte';
import { undo } from './undo.svelte';

/** The session and the status of the open connection, for all screens. */
class CurrentSession {
  #reopening = 0;
  // Sessions are numbered in the order in which they were asked for; an older one never replaces a newer one.
  #asked = 0;
  #shown = 0;
  // The place to return to after unlocking. A place holds identifiers and no data.
  #lockedAt: { connection: string; place: Place } | null = null;

  /** The session; `null` before the core has answered for the first time. */
  current = $state.raw<Session | null>(null);
  /** Link, outbox and request budget; `null` while no connection is open. */
  status = $state.raw<Status | null>(null);
  /** Why the core did not answer. */
  failure = $state.raw<Failure | null>(null);

  /** The rights of the organization. */
  capabilities = $derived(this.current?.capabilities ?? null);
  /** Identifier of the open connection. */
  connection = $derived(this.current?.stage.at === 'open' ? this.current.stage.connection.id : null);

  /** Reads the session now and after every change of the data; returns how to stop. */
  start(): () => void {
    void this.refresh();
    return onChanged(() => void this.refresh());
  }

  /** Reads the session and the status. */
  async refresh(): Promise<void> {
    const number = (this.#asked += 1);
    try {
      const session = await call('session', {});
      if (this.#reopening > 0 || number < this.#shown) return;
      this.#show(session, number);
      this.failure = null;
      if (this.connection !== null) await this.readStatus(() => call('status', {}));
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Stores a session that a command answered, and applies its language and appearance. */
  update(session: Session): void {
    this.#show(session, (this.#asked += 1));
  }

  /** Changes some settings; the others stay as they are. Rejects with a `Failure`. */
  async changeSettings(change: SettingsChange): Promise<void> {
    this.update(await call('change_settings', change));
  }

  #show(session: Session, number: number): void {
    this.#shown = number;
    const before = this.connection;
    this.current = session;
    words.setLanguage(session.settings.language);
    const appearance = session.settings.appearance;
    if (appearance === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = appearance;
    if (this.connection !== before) this.#connectionChanged(before);
  }

  /**
   * Runs a command that closes the connection for a moment and answers the session afterwards. The screen stays
   * as it is meanwhile. Rejects with a `Failure`.
   */
  async reopenWith(command: () => Promise<Session>): Promise<void> {
    this.#reopening += 1;
    try {
      this.update(await command());
    } finally {
      this.#reopening -= 1;
      if (this.#reopening === 0) void this.refresh();
    }
  }

  /**
   * Locks the connection, after the screen has saved the typed text. If that fails, the user may keep it open.
   * Rejects with a `Failure`.
   */
  async lock(): Promise<void> {
    if (!(await navigation.leave('lock'))) return;
    await places.flush();
    this.update(await call('lock', {}));
  }

  /** Removes all data of the previous connection from this page, also when it was only locked. */
  #connectionChanged(before: string | null): void {
    const stage = this.current?.stage;
    if (stage?.at === 'locked' && stage.connection.id === before) {
      this.#lockedAt = { connection: before, place: navigation.resumePlace };
    }
    const place = this.#lockedAt?.connection === this.connection ? this.#lockedAt.place : undefined;
    if (this.connection !== null) this.#lockedAt = null;
    navigation.reset(place);
    undo.dismiss();
    reports.dismiss();
    drops.follow(this.connection !== null);
    this.status = null;
    if (this.connection === null) places.clear();
    else {
      void places.load();
      void this.refreshStatus();
    }
  }

  /** Stores the status that a command answers, unless the connection is another one by then. */
  async readStatus(command: () => Promise<Status>): Promise<void> {
    const { connection } = this;
    const status = await command();
    if (connection !== null && connection === this.connection) this.status = status;
  }

  /** Reads only the status. */
  async refreshStatus(): Promise<void> {
    try {
      await this.readStatus(() => call('status', {}));
    } catch {
      // The next change reads it again; the session says when the connection is no longer open.
    }
  }
}

/** The session of the program. */
export const session = new CurrentSession();
