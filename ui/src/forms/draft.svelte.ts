import { SvelteSet } from 'svelte/reactivity';
import type {
  Checked,
  Commands,
  DocumentOffer,
  Draft,
  Failure,
  FieldProblem,
  FieldValue,
  Finding,
  Form,
  FormKind,
  Severity,
  Subject,
  TakenFile,
} from '../contract';
import { asFailure } from '../program/host';
import { DerivedValues } from './derived';
import { filledPaths, putAt, valueAt } from './path';
import { written } from './written';

/** Runs a command of the core. */
export type Call = <C extends keyof Commands>(
  command: C,
  request: Commands[C]['request'],
) => Promise<Commands[C]['answer']>;

/** The state of saving a draft. */
export type Saving =
  | { at: 'untouched' }
  | { at: 'pending' }
  | { at: 'saved'; moment: string }
  | { at: 'failed'; failure: Failure };

/** Time after the last key stroke before the draft is saved, in milliseconds. */
export const PAUSE = 250;

/** Time before a failed save is tried again, in milliseconds. */
const RETRY = 3_000;

/**
 * One draft on the screen: the typed values, the findings of the rules, and the saving.
 *
 * Saves run one after the other, and the last one contains the last key stroke. Fields need not report
 * a change: the form is deeply reactive and watched.
 */
export class DraftEditor {
  readonly id: string;
  readonly subject: Subject | null;
  /** What submitting changes: the number of an invoice, or an empty text; `null` if it creates something. */
  readonly changes: string | null;
  offers = $state.raw<readonly DocumentOffer[]>([]);
  form: Form;
  step = $state(0);
  checked: Checked;
  files = $state.raw<readonly TakenFile[]>([]);
  saving = $state.raw<Saving>({ at: 'untouched' });
  submitting = $state(false);
  discarding = $state(false);
  /** Path of the field that has the focus, or had it last. */
  field = $state<string | null>(null);
  /** Why the last submit or discard failed, if the reason belongs to no field. */
  failure = $state.raw<Failure | null>(null);
  /** Whether NT24 refused the draft and it was not changed since. */
  refused = $state(false);

  #call: Call;
  #problems = $state.raw<readonly (FieldProblem & { value: string })[]>([]);
  #derived: DerivedValues;
  /** The body of a new form as the program filled it in; `null` for a draft or a change of something that exists. */
  #begun: unknown;
  #touched = new SvelteSet<string>();
  #submitAttempted = $state(false);
  #claims = new SvelteSet<string>();
  #lastSerialized: string;
  /** The form as it was checked last. */
  #checkedBody: unknown;
  /** What is stored, or what the form began with. */
  #saved: string;
  #savedField: string | null;
  #dirty = false;
  #stored = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saveInProgress: Promise<void> | undefined;
  #discardInProgress: Promise<unknown> | undefined;
  #closed = false;
  #unwatch: () => void;

  constructor(draft: Draft, call: Call) {
    this.#call = call;
    this.id = draft.id;
    this.subject = draft.subject;
    this.changes = draft.changes;
    this.offers = draft.offers;
    this.form = $state(draft.form);
    this.step = draft.step;
    this.field = draft.field;
    this.#savedField = draft.field;
    this.checked = $state.raw(draft.checked);
    this.#derived = new DerivedValues(draft.checked.derived, (path) => this.text(path));
    this.#begun = draft.savedAt === null && draft.changes === null ? $state.snapshot(draft.form.body) : null;
    this.files = draft.files;
    this.#stored = draft.savedAt !== null;
    this.refused = draft.problems.length > 0;
    if (draft.savedAt !== null) this.saving = { at: 'saved', moment: draft.savedAt };
    this.#setProblems(draft.problems);
    // Fields with a value were left once before, so their findings are shown at once.
    for (const path of filledPaths(draft.form.body)) this.#touched.add(path);
    this.#checkedBody = $state.snapshot(draft.form.body);
    this.#saved = this.#lastSerialized = this.#serialize();
    this.#unwatch = $effect.root(() => {
      $effect(() => this.#detectChange(this.#serialize()));
    });
  }

  /** Starts a form, or continues its existing draft. */
  static async start(call: Call, form: FormKind, subject: string | null): Promise<DraftEditor> {
    return new DraftEditor(await call('start_draft', { form, subject }), call);
  }

  /** Opens a draft. */
  static async open(call: Call, id: string): Promise<DraftEditor> {
    return new DraftEditor(await call('draft', { id }), call);
  }

  /** Whether the draft is stored, and so in the list of drafts. */
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

  /** The text of a field in the notation of the user's language; the typed one while the rules cannot read it. */
  shown(path: string): string {
    const text = this.text(path);
    const read = this.checked.read.find((one) => one.field === path && one.text === text);
    return read ? written(read) : text;
  }

  /** The value that the rules offer for a field instead of the one that is there. */
  suggestionAt(path: string): FieldValue | undefined {
    if (this.#isChangedSinceCheck(path)) return undefined;
    return this.checked.suggestions.find(({ field }) => field === path);
  }

  /** Whether the value of a field follows from another one, and the user has left it so. */
  isDerived(path: string): boolean {
    return this.#derived.stands(path, this.text(path));
  }

  /** Whether the program has filled in a field, and neither the user nor a rule has anything against it. */
  isAnswered(path: string): boolean {
    const isAgainst = (finding: Finding) =>
      finding.field === path && finding.severity !== 'info' && !this.#isOutdated(finding);
    const value = valueAt(this.form.body, path) ?? '';
    const isBegun = value !== '' && value === valueAt(this.#begun, path);
    return (isBegun || this.isDerived(path)) && !this.checked.findings.some(isAgainst);
  }

  /** Called when the user leaves a field: shows its findings from now on, and saves to get them at once. */
  touch(path: string): void {
    this.#touched.add(path);
    this.#fillIn(path);
    if (this.#dirty) void this.flush();
  }

  /** Registers a control that shows the findings of this path; returns how to remove it. */
  claim(path: string): () => void {
    this.#claims.add(path);
    return () => void this.#claims.delete(path);
  }

  /**
   * The finding to show at a field, of one severity. An error shows once the field was left; a warning stands there
   * from the start, because a form is sent with it.
   */
  findingAt(path: string, severity: Severity): Finding | undefined {
    const isTyping = this.field === path && !this.#touched.has(path);
    const isLeft = this.#submitAttempted || this.#touched.has(path);
    if (!isLeft && (severity !== 'warning' || isTyping)) return undefined;
    return this.checked.findings.find(
      (finding) => finding.field === path && finding.severity === severity && !this.#isOutdated(finding),
    );
  }

  /** Whether a finding misses a value that was typed since; it was not checked again if saving fails. */
  #isOutdated({ rule, field }: Finding): boolean {
    return rule === 'required' && this.text(field).trim() !== '';
  }

  #isChangedSinceCheck(path: string): boolean {
    return valueAt(this.#checkedBody, path) !== valueAt(this.form.body, path);
  }

  /** NT24's message about a field, until the field is changed. */
  problemAt(path: string): string | undefined {
    const value = JSON.stringify(valueAt(this.form.body, path) ?? null);
    return this.#problems.find((problem) => problem.field === path && problem.value === value)?.message;
  }

  /** The findings of one severity that no control on the screen shows, among these fields. */
  unclaimed(severity: Severity, among: (field: string) => boolean): Finding[] {
    const isShown = (field: string) =>
      field === '' || (among(field) && (this.#submitAttempted || severity === 'warning'));
    return this.checked.findings.filter(
      ({ field, severity: one }) => one === severity && !this.#claims.has(field) && isShown(field),
    );
  }

  /** The warnings with which the form would be sent. */
  get warnings(): readonly Finding[] {
    return this.checked.findings.filter(({ severity }) => severity === 'warning');
  }

  /** NT24's messages about fields that no control on the screen shows. */
  get unclaimedProblems(): string[] {
    return this.#problems.filter(({ field }) => !this.#claims.has(field)).map(({ message }) => message);
  }

  /** Shows all findings of these fields from now on. Returns the fields with an error. */
  showFindings(among: (field: string) => boolean): string[] {
    const findings = this.checked.findings.filter(({ field }) => among(field));
    for (const { field } of findings) this.#touched.add(field);
    return findings.filter(({ severity }) => severity === 'error').map(({ field }) => field);
  }

  /** Adds files that were stored while the form was open. */
  addFiles(files: readonly TakenFile[]): void {
    const known = new Set(this.files.map(({ id }) => id));
    this.files = [...this.files, ...files.filter(({ id }) => !known.has(id))];
  }

  /** Saves at once. Returns why that failed; `null` if no text would be lost now. */
  async flush(): Promise<Failure | null> {
    if (this.#discardInProgress) await this.#discardInProgress;
    if (this.#closed) return null;
    this.#detectChange(this.#serialize());
    // A change of the focus alone is saved when the form is left, not at each field.
    if (this.#stored && this.field !== this.#savedField) this.#dirty = true;
    clearTimeout(this.#timer);
    if (this.#dirty || this.#saveInProgress) await this.#save();
    return this.saving.at === 'failed' && this.#serialize() !== this.#saved ? this.saving.failure : null;
  }

  /** Checks the draft and queues it for sending. Returns the buyer or order; `undefined` if it has an error. */
  async submit(): Promise<Subject | undefined> {
    if (this.submitting || this.discarding || this.#closed) return undefined;
    this.submitting = true;
    this.failure = null;
    this.#submitAttempted = true;
    try {
      // A form that only the program filled in was never saved, and only a saved draft can be submitted.
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
      const failure = asFailure(thrown);
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

  /** Discards the draft. Returns how to restore it; `null` if it could not be discarded. */
  async discard(): Promise<Discarded | null> {
    if (this.discarding || this.submitting || this.#closed) return null;
    this.discarding = true;
    this.failure = null;
    const discard = this.#discard();
    this.#discardInProgress = discard;
    return discard;
  }

  /** Saves and stops watching. Called when the screen is removed. */
  async close(): Promise<void> {
    await this.flush();
    this.#stop();
  }

  async #discard(): Promise<Discarded | null> {
    try {
      await this.#saveInProgress;
      const restore = this.#stored ? await discardDraft(this.#call, this.id) : null;
      this.#stop();
      return { restore };
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return null;
    } finally {
      this.discarding = false;
      this.#discardInProgress = undefined;
      this.#detectChange(this.#serialize());
      if (this.#dirty) void this.#save();
    }
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
    if (written === this.#lastSerialized || this.#closed || this.discarding) return;
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
    while (this.#dirty && !this.#closed && !this.discarding) {
      this.#dirty = false;
      this.saving = { at: 'pending' };
      const field = this.field;
      const written = this.#serialize();
      try {
        const form = $state.snapshot(this.form);
        const { checked, offers } = await this.#call('save_draft', {
          id: this.id,
          subject: this.subject?.id ?? null,
          step: this.step,
          field,
          form,
        });
        this.#stored = true;
        this.#savedField = field;
        this.#saved = written;
        this.checked = checked;
        this.#checkedBody = form.body;
        this.offers = offers;
        for (const { field } of checked.derived) if (field !== this.field) this.#fillIn(field);
        if (!this.#dirty) this.saving = { at: 'saved', moment: new Date().toISOString() };
      } catch (thrown) {
        this.#dirty = true;
        this.saving = { at: 'failed', failure: asFailure(thrown) };
        this.#timer = setTimeout(() => void this.#save(), RETRY);
        return;
      }
    }
  }

  /** Fills in the value that follows from others, if the user has not typed another one. */
  #fillIn(path: string): void {
    const value = this.#derived.valueFor(path, this.text(path), this.checked.derived);
    if (value !== undefined) this.put(path, value);
  }

  #setProblems(problems: readonly FieldProblem[]): void {
    this.#problems = problems.map((problem) => ({
      ...problem,
      value: JSON.stringify(valueAt(this.form.body, problem.field) ?? null),
    }));
  }
}

/** A draft that was discarded. */
export interface Discarded {
  /** Restores it unchanged; `null` if it was never saved. */
  restore: (() => Promise<void>) | null;
}

/** Discards a draft. Returns how to restore it unchanged. */
export async function discardDraft(call: Call, id: string): Promise<() => Promise<void>> {
  await call('discard_draft', { id });
  return async () => {
    await call('restore_draft', { id });
  };
}
