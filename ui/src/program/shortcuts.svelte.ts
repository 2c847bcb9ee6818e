import { untrack } from 'svelte';
import { isBehindDialog, isTyping, matches } from './keys';

/** A key, or two keys one after the other (`g b`), and what it does. */
export interface Shortcut {
  /** One or more ways to press it, for example `['g b', 'Ctrl+1']`. */
  keys: readonly string[];
  /** What it does, in words. */
  label: string;
  /** Does it. */
  run: () => void;
  /** Whether it holds on every screen, or on the one that is shown. */
  everywhere?: boolean;
}

const PATIENCE = 1000;

class Shortcuts {
  #first: { key: string; at: number } | null = null;

  /** All shortcuts that hold now. */
  active = $state.raw<readonly Shortcut[]>([]);

  /** Adds shortcuts; answers how to remove them. Use it inside an effect. */
  add(shortcuts: readonly Shortcut[]): () => void {
    const others = () => untrack(() => this.active).filter((shortcut) => !shortcuts.includes(shortcut));
    this.active = [...others(), ...shortcuts];
    return () => {
      this.active = others();
    };
  }

  /** Hears a key press of the window. */
  hear(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || isBehindDialog(null)) return;
    const typing = isTyping(event);
    const first = this.#first && event.timeStamp - this.#first.at < PATIENCE ? this.#first.key : null;
    this.#first = null;
    // Out of a field first: who only wanted to stop typing is not led away from the form.
    if (typing && matches(event, 'Escape')) {
      event.preventDefault();
      (event.target as HTMLElement).blur();
      return;
    }
    for (const shortcut of this.active) {
      for (const written of shortcut.keys) {
        if (!this.#fits(event, written, first, typing)) continue;
        event.preventDefault();
        shortcut.run();
        return;
      }
    }
    if (!typing && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      this.#first = { key: event.key, at: event.timeStamp };
    }
  }

  #fits(event: KeyboardEvent, written: string, first: string | null, typing: boolean): boolean {
    const [one = '', two] = written.split(' ');
    // Inside a field, a letter is a letter; function keys and those with Ctrl or Alt still act.
    if (typing && (two !== undefined || one.length === 1)) return false;
    return two === undefined ? matches(event, one) : first === one && matches(event, two);
  }
}

/** The shortcuts of the page. */
export const shortcuts = new Shortcuts();
