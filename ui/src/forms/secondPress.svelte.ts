import type { Finding, FormKind } from '../contract';
import { counted } from '../words/format';
import { words } from '../words/words.svelte';
import { lookup } from '../words/work/lookup';
import type { DraftEditor } from './draft.svelte';

/** Forms that cannot be taken back once they are sent. */
const FINAL: readonly FormKind[] = ['pickup', 'delivery', 'finalInvoice'];

/**
 * The second press that a final form with warnings wants. The first one changes the words of the button; typing or
 * moving on takes it back.
 */
export class SecondPress {
  #draft: DraftEditor;
  /** The warnings at the first press. */
  #seen = $state<string | null>(null);

  constructor(draft: DraftEditor) {
    this.#draft = draft;
  }

  /** Whether the next press sends the form in spite of its warnings. */
  get awaited(): boolean {
    return this.#seen !== null && this.#seen === this.#warnings();
  }

  /** The words of the button for the second press. */
  get text(): string {
    const { confirmWithout, confirmDespite } = words.current.forms;
    const [only, ...others] = this.#draft.warnings;
    const named = only && others.length === 0 ? lookup(confirmWithout, only.rule) : undefined;
    return named ?? counted(this.#draft.warnings.length, confirmDespite);
  }

  /** Whether a press sends the form now; if not, it was the first one. */
  press(): boolean {
    const wants = FINAL.includes(this.#draft.form.kind) && this.#draft.checked.ready;
    if (!wants || this.#draft.warnings.length === 0 || this.awaited) return true;
    this.#seen = this.#warnings();
    return false;
  }

  /** Takes the first press back. */
  reset(): void {
    this.#seen = null;
  }

  #warnings(): string {
    return JSON.stringify(this.#draft.warnings.map(({ rule, field }: Finding) => [rule, field]));
  }
}
