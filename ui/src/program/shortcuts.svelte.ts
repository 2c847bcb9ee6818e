import { untrack } from 'svelte';
import { focus } from './focus';
import { keymap, type KeyAction } from './keymap';
import { editsField, isBehindDialog, matches, typingField } from './keys';

/** What the keys of the map do now. */
export type Bindings = Partial<Record<KeyAction, () => void>>;

/** Maximum time between the two keys of a pair, in milliseconds. */
const PAIR_TIMEOUT = 1000;

/** Actions that a key which is held down repeats; any other one must not lead through every screen. */
const REPEATED: readonly KeyAction[] = ['down', 'up', 'next', 'previous', 'pageDown', 'pageUp'];

class Shortcuts {
  #first: { key: string; at: number } | null = null;

  /** All bindings; the later one of two for the same key wins. */
  #bound = $state.raw<readonly Bindings[]>([]);

  /** Binds actions to functions; returns how to undo that. For use inside an effect. */
  bind(bindings: Bindings): () => void {
    const others = () => untrack(() => this.#bound).filter((one) => one !== bindings);
    this.#bound = [...others(), bindings];
    return () => {
      this.#bound = others();
    };
  }

  /** The function of an action; `undefined` if nothing is bound to it now. */
  bound(action: KeyAction): (() => void) | undefined {
    return this.#bound.findLast((bindings) => bindings[action])?.[action];
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
      focus.leave(field);
      return;
    }
    if (editsField(event)) return;
    const found = this.#find(event, first);
    if (found) {
      event.preventDefault();
      if (!event.repeat || REPEATED.includes(found.action)) found.run();
    } else if (!field && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      this.#first = { key: event.key, at: event.timeStamp };
    }
  }

  #find(event: KeyboardEvent, first: string | null): { action: KeyAction; run: () => void } | null {
    for (const bindings of this.#bound.toReversed()) {
      for (const action of Object.keys(bindings) as KeyAction[]) {
        const run = bindings[action];
        if (run && keymap[action].some((written) => fits(event, written, first))) return { action, run };
      }
    }
    return null;
  }
}

function fits(event: KeyboardEvent, written: string, first: string | null): boolean {
  const [one = '', two] = written.split(' ');
  return two === undefined ? matches(event, one) : first === one && matches(event, two);
}

/** Whether a key press is one of those of an action. */
export function isKeyOf(event: KeyboardEvent, action: KeyAction): boolean {
  return keymap[action].some((written) => matches(event, written));
}

/** The shortcuts of the page. */
export const shortcuts = new Shortcuts();
