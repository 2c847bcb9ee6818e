import { SvelteSet } from 'svelte/reactivity';
import type {
  Checked,
  Commands,
  DocumentOffer,
  Draft,
  Failure,
  FieldProblem,
  Finding,
  Form,
  FormKind,
  Severity,
  Subject,
  TakenFile,
} from '../contract';
import { filledPaths, putAt, valueAt } from './path';

/** Runs a command of the core. */
export type Call = <C extends keyof Commands>(
  command: C,
  request: Commands[C]['request'],
) => Promise<Commands[C]['answer']>;

/** Where the saving of a draft stands. */
export type Saving =
  | { at: 'untouched' }
  | { at: 'pending' }
  | { at: 'saved'; moment: string }
  | { at: 'failed'; failure: Failure };

/** So long a person may pause between two key strokes before the draft is saved. */
export const PAUSE = 250;

/** A save that failed is tried again after this. */
const RETRY = 3_000;

/**
 * One draft on the screen: what is typed, what the rules say of it, and its saving.
 *
 * Saves run one after the other and the last one holds what was typed last. Nobody has to say that
 * something changed: the form is deeply reactive and watched.
 */
export class DraftEditor {
  readonly id: string;
  readonly subject: Subject | null;
  readonly offers: readonly DocumentOffer[];
  form = $state() as Form;
  step = $state(0);
  checked = $state.raw() as Checked;
  files = $state.raw<readonly TakenFile[]>([]);
  saving = $state.raw<Saving>({ at: 'untouched' });
  submitting = $state(false);
  /** The field that has the focus, or had it last. */
  field: string | null;
  /** Why the last try to submit failed, where no field is to blame. */
  failure = $state.raw<Failure | null>(null);
  /** Whether NT24 refused the draft and nothing of it was changed since. */
  refused = $state(false);

  #call: Call;
  #problems = $state.raw<readonly (FieldProblem & { value: string })[]>([]);
  #touched = new SvelteSet<string>();
  #submitAttempted = $state(false);
  #claims = new SvelteSet<string>();
  #lastSerialized: string;
  #savedField: string | null;
  #dirty = false;
  #stored = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saveInProgress: Promise<void> | undefined;
  #closed = false;
  #unwatch: () => void;

  constructor(draft: Draft, call: Call) {
    this.#call = call;
    this.id = draft.id;
    this.subject = draft.subject;
    this.offers = draft.offers;
    this.form = draft.form;
    this.step = draft.step;
    this.field = draft.field;
    this.#savedField = draft.field;
    this.checked = draft.checked;
    this.files = draft.files;
    this.#stored = draft.savedAt !== null;
    this.refused = draft.problems.length > 0;
    if (draft.savedAt !== null) this.saving = { at: 'saved', moment: draft.savedAt };
    this.#setProblems(draft.problems);
    // What is filled in already was left by somebody once, so it may be criticised at once.
    for (const path of filledPaths(draft.form.body)) this.#touched.add(path);
    this.#lastSerialized = this.#serialize();
    this.#unwatch = $effect.root(() => {
      $effect(() => this.#detectChange(this.#serialize()));
    });
  }

  /** Begins a form, or goes on with the draft of it that exists. */
  static async start(call: Call, form: FormKind, subject: string | null): Promise<DraftEditor> {
    return new DraftEditor(await call('start_draft', { form, subject }), call);
  }

  /** Goes on with a draft. */
  static async open(call: Call, id: string): Promise<DraftEditor> {
    return new DraftEditor(await call('draft', { id }), call);
  }

  /** Whether it is in the list of drafts. */
  get stored(): boolean {
    return this.#stored;
  }

  text(path: string): string {
    const value = valueAt(this.form.body, path);
    return typeof value === 'string' ? value : '';
  }

  put(path: string, value: unknown): void {
    putAt(this.form.body, path, value);
  }

  /** The person left a field: from now on its findings are shown, and they are asked for at once. */
  touch(path: string): void {
    this.#touched.add(path);
    if (this.#dirty) void this.flush();
  }

  /** A control on the screen shows the findings of this path; answers how to give that up. */
  claim(path: string): () => void {
    this.#claims.add(path);
    return () => void this.#claims.delete(path);
  }

  /** What is to be shown at a field, of one severity. */
  findingAt(path: string, severity: Severity): Finding | undefined {
    if (!this.#submitAttempted && !this.#touched.has(path)) return undefined;
    return this.checked.findings.find((finding) => finding.field === path && finding.severity === severity);
  }

  /** The server's words about a field, until the field is changed. */
  problemAt(path: string): string | undefined {
    const value = JSON.stringify(valueAt(this.form.body, path) ?? null);
    return this.#problems.find((problem) => problem.field === path && problem.value === value)?.message;
  }

  /** Findings of some severity that no control on the screen shows. */
  unclaimed(severity: Severity): Finding[] {
    return this.checked.findings.filter(
      ({ field, severity: found }) =>
        found === severity && !this.#claims.has(field) && (this.#submitAttempted || field === ''),
    );
  }

  /** The server's words about fields that no control on the screen shows. */
  get unclaimedProblems(): string[] {
    return this.#problems.filter(({ field }) => !this.#claims.has(field)).map(({ message }) => message);
  }

  /** From now on all findings of these fields are shown. Answers the first field with an error. */
  showFindings(among: (field: string) => boolean): string | undefined {
    const found = this.checked.findings.filter(({ field }) => among(field));
    for (const { field } of found) this.#touched.add(field);
    return found.find(({ severity }) => severity === 'error')?.field;
  }

  /** Files that were taken in while the form was open. */
  addFiles(files: readonly TakenFile[]): void {
    const known = new Set(this.files.map(({ id }) => id));
    this.files = [...this.files, ...files.filter(({ id }) => !known.has(id))];
  }

  /** Waits until everything that was typed is saved, or could not be. */
  async flush(): Promise<void> {
    this.#detectChange(this.#serialize());
    // Walking through the fields is no reason to save at each one; leaving the form is.
    if (this.#stored && !this.#closed && this.field !== this.#savedField) this.#dirty = true;
    clearTimeout(this.#timer);
    if (this.#dirty || this.#saveInProgress) await this.#save();
  }

  /** Checks, and queues for sending. Answers the buyer or order; nothing when something is to be mended first. */
  async submit(): Promise<Subject | undefined> {
    if (this.submitting || this.#closed) return undefined;
    this.submitting = true;
    this.failure = null;
    this.#submitAttempted = true;
    try {
      // A form that was only filled in by the program has never been saved, and only saved ones are sent.
      if (!this.#stored) this.#dirty = true;
      await this.flush();
      if (this.saving.at === 'failed') {
        this.failure = this.saving.failure;
        return undefined;
      }
      if (!this.checked.ready) return undefined;
      const { subject } = await this.#call('submit_draft', { id: this.id });
      this.#stop();
      return subject;
    } catch (thrown) {
      const failure = thrown as Failure;
      this.#setProblems(failure.fields);
      if (failure.findings.length > 0) {
        this.checked = { ...this.checked, findings: failure.findings, ready: false };
      } else {
        this.failure = failure;
      }
      return undefined;
    } finally {
      this.submitting = false;
    }
  }

  /** Throws the draft away. Answers how to bring it back; nothing when it was never saved. */
  async discard(): Promise<(() => Promise<void>) | undefined> {
    clearTimeout(this.#timer);
    this.#dirty = false;
    await this.#saveInProgress;
    this.#stop();
    if (!this.#stored) return undefined;
    return discardDraft(this.#call, this.id);
  }

  /** Saves what is left to save and stops watching. Called when the screen goes away. */
  async close(): Promise<void> {
    if (!this.#closed) await this.flush();
    this.#stop();
  }

  #stop(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#unwatch();
  }

  #serialize(): string {
    return JSON.stringify([this.step, this.form]);
  }

  #detectChange(written: string): void {
    if (written === this.#lastSerialized || this.#closed) return;
    this.#lastSerialized = written;
    this.#dirty = true;
    this.saving = { at: 'pending' };
    this.refused = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), PAUSE);
  }

  #save(): Promise<void> {
    this.#saveInProgress ??= this.#saveAll().finally(() => (this.#saveInProgress = undefined));
    return this.#saveInProgress;
  }

  async #saveAll(): Promise<void> {
    while (this.#dirty && !this.#closed) {
      this.#dirty = false;
      this.saving = { at: 'pending' };
      const field = this.field;
      try {
        const { checked } = await this.#call('save_draft', {
          id: this.id,
          subject: this.subject?.id ?? null,
          step: this.step,
          field,
          form: $state.snapshot(this.form),
        });
        this.#stored = true;
        this.#savedField = field;
        this.checked = checked;
        if (!this.#dirty) this.saving = { at: 'saved', moment: new Date().toISOString() };
      } catch (thrown) {
        this.#dirty = true;
        this.saving = { at: 'failed', failure: thrown as Failure };
        this.#timer = setTimeout(() => void this.#save(), RETRY);
        return;
      }
    }
  }

  #setProblems(problems: readonly FieldProblem[]): void {
    this.#problems = problems.map((problem) => ({
      ...problem,
      value: JSON.stringify(valueAt(this.form.body, problem.field) ?? null),
    }));
  }
}

/** Throws a draft away. Answers how to bring it back, exactly as it was. */
export async function discardDraft(call: Call, id: string): Promise<() => Promise<void>> {
  await call('discard_draft', { id });
  return async () => {
    await call('restore_draft', { id });
  };
}
