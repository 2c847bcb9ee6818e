import { untrack } from 'svelte';
import { editsField, isBehindDialog, matches, typingField } from './keys';

/** A key, or two keys one after the other (`g b`), and the action that it runs. */
export interface Shortcut {
  /** One or more ways to press it, for example `['g b', 'Ctrl+1']`. */
  keys: readonly string[];
  /** Name of the action, for the list of shortcuts. */
  label: string;
  run: () => void;
  /** Whether it works on every screen, or only on the one that is shown. */
  everywhere?: boolean;
}

/** Maximum time between the two keys of a pair, in milliseconds. */
const PAIR_TIMEOUT = 1000;

class Shortcuts {
  #first: { key: string; at: number } | null = null;

  /** All shortcuts that work now. */
  active = $state.raw<readonly Shortcut[]>([]);

  /** Adds shortcuts; returns how to remove them. For use inside an effect. */
  add(shortcuts: readonly Shortcut[]): () => void {
    const others = () => untrack(() => this.active).filter((shortcut) => !shortcuts.includes(shortcut));
    this.active = [...others(), ...shortcuts];
    return () => {
      this.active = others();
    };
  }

  /** Runs the shortcut of a key press. */
  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || isBehindDialog(null)) return;
    const field = typingField(event);
    const first = this.#first && event.timeStamp - this.#first.at < PAIR_TIMEOUT ? this.#first.key : null;
    this.#first = null;
    // The first Escape only leaves the field; the second one may leave the form.
    if (field && matches(event, 'Escape')) {
      event.preventDefault();
      field.blur();
      return;
    }
    if (editsField(event)) return;
    for (const shortcut of this.active) {
      for (const written of shortcut.keys) {
        if (!fits(event, written, first)) continue;
        event.preventDefault();
        // A key that is held down must not lead back through every screen.
        if (!event.repeat) shortcut.run();
        return;
      }
    }
    if (!field && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      this.#first = { key: event.key, at: event.timeStamp };
    }
  }
}

function fits(event: KeyboardEvent, written: string, first: string | null): boolean {
  const [one = '', two] = written.split(' ');
  return two === undefined ? matches(event, one) : first === one && matches(event, two);
}

/** The shortcuts of the page. */
export const shortcuts = new Shortcuts();
