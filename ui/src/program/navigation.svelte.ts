import type { Failure } from '../contract';
import { listOf, type Place } from './place';

/** Runs before a screen is left; saves, for example, the typed text. Returns why that failed. */
export type Leaving = () => Promise<Failure | null>;

/** A screen that could not save its work; the user decides whether it is left all the same. */
export interface Unsaved {
  failure: Failure;
  /** Whether it is left to lock the data, and not for another place. */
  locks: boolean;
  /** Leaves the screen, or stays. */
  decide: (leave: boolean) => void;
}

const MAX_HISTORY = 50;

/** The place that is shown, and the places that "back" leads to. */
export class Navigation {
  #history: Place[] = [];
  #leaving = new Set<Leaving>();
  #resume: (() => Place) | null = null;

  /** The place that is shown. */
  current = $state.raw<Place>({ screen: 'orders' });
  /** Where "back" leads to; `null` without an earlier place. */
  previous = $state.raw<Place | null>(null);
  /** The screen that waits for the user's decision; `null` while none does. */
  unsaved = $state.raw<Unsaved | null>(null);

  /** Goes to a place. */
  async go(place: Place): Promise<void> {
    if (!(await this.leave())) return;
    this.#history = [...this.#history, this.resumePlace].slice(-MAX_HISTORY);
    this.#show(place);
  }

  /** Goes to a place; "back" does not lead to the present one, for example a form that was sent. */
  async replace(place: Place): Promise<void> {
    if (!(await this.leave())) return;
    this.#show(place);
  }

  /** Goes back; without an earlier place, to the list that the present one belongs to. */
  async back(): Promise<void> {
    if (!(await this.leave())) return;
    this.#show(this.#history.pop() ?? listOf(this.current));
  }

  /** Shows a place and forgets the earlier ones. */
  reset(place: Place = { screen: 'orders' }): void {
    this.unsaved?.decide(false);
    this.#history = [];
    this.#show(place);
  }

  /** Runs a function before the screen is left; returns how to undo that. */
  beforeLeaving(run: Leaving): () => void {
    this.#leaving.add(run);
    return () => this.#leaving.delete(run);
  }

  /** Sets the place to come back to, where it differs from the one that was opened; returns how to undo that. */
  resumeAt(place: () => Place): () => void {
    this.#resume = place;
    return () => {
      if (this.#resume === place) this.#resume = null;
    };
  }

  /** The place to open when the user comes back to the present screen. */
  get resumePlace(): Place {
    return this.#resume?.() ?? this.current;
  }

  /**
   * Lets the screen finish its work, such as saving, before it is left. If that fails, the user decides.
   * Returns whether the screen may be left.
   */
  async leave(reason: 'go' | 'lock' = 'go'): Promise<boolean> {
    const results = await Promise.all([...this.#leaving].map((run) => run()));
    const failure = results.find((result) => result !== null);
    return failure ? this.#ask(failure, reason === 'lock') : true;
  }

  #ask(failure: Failure, locks: boolean): Promise<boolean> {
    this.unsaved?.decide(false);
    return new Promise((resolve) => {
      const decide = (leave: boolean) => {
        this.unsaved = null;
        resolve(leave);
      };
      this.unsaved = { failure, locks, decide };
    });
  }

  #show(place: Place): void {
    this.current = place;
    this.previous = this.#history.at(-1) ?? null;
  }
}

/** The place that is shown. */
export const navigation = new Navigation();
