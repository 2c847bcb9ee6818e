import { SvelteSet } from 'svelte/reactivity';
import { isBefore } from './isBefore';

/** The blue buttons on the page. The first one of the screen, or of the dialog before it, has the key of the map. */
class MainButtons {
  #all = new SvelteSet<HTMLElement>();

  /** Adds a blue button; returns how to remove it. For use inside an effect. */
  add(button: HTMLElement): () => void {
    this.#all.add(button);
    return () => this.#all.delete(button);
  }

  /** Whether the key presses this button, while no dialog lies before it. */
  isMain(button: HTMLElement | null): boolean {
    if (!button || !this.#all.has(button)) return false;
    const layer = button.closest('dialog');
    const others = [...this.#all].filter((one) => one.closest('dialog') === layer);
    // Beside a list, the page has the key, and not the list.
    const shown = others.filter((one) => one.closest('[data-pane="detail"]'));
    const candidates = shown.length > 0 ? shown : others;
    return candidates.every((one) => one === button || isBefore(button, one)) && candidates.includes(button);
  }
}

/** The blue buttons of the page. */
export const mainButtons = new MainButtons();
