import type { FormKind, OrderFilter } from '../contract';

/** A place in the program. */
export type Place =
  | { screen: 'buyers' }
  | { screen: 'buyer'; id: string; document?: string }
  | { screen: 'onboard'; draft?: string }
  | { screen: 'orders'; filter?: OrderFilter }
  | { screen: 'order'; id: string; document?: string }
  | { screen: 'newOrder'; draft?: string; buyer?: string }
  | { screen: 'form'; form: FormKind; subject: string | null; draft?: string; field?: string | null }
  | { screen: 'drafts' }
  | { screen: 'outbox'; entry?: string }
  | { screen: 'conflict'; entry: string }
  | { screen: 'settings'; tab?: 'data' };

/** Runs before the screen is left; waits, for example, until what was typed is saved. */
export type Leaving = () => void | Promise<void>;

const LONGEST_WAY_BACK = 50;

/** Where the program stands, and the way back. */
export class Route {
  #past: Place[] = [];
  #leaving = new Set<Leaving>();
  #resume: (() => Place) | null = null;

  /** The place that is shown. */
  current = $state.raw<Place>({ screen: 'orders' });
  /** Whether there is a way back. */
  canGoBack = $state(false);

  /** Goes to a place. */
  async go(place: Place): Promise<void> {
    await this.leave();
    this.#past = [...this.#past, this.resting].slice(-LONGEST_WAY_BACK);
    this.#show(place);
  }

  /** Goes to a place without a way back to this one, for example from a form that was sent. */
  async replace(place: Place): Promise<void> {
    await this.leave();
    this.#show(place);
  }

  /** Goes back; without a way back, up to the list that the place belongs to. */
  async back(): Promise<void> {
    await this.leave();
    this.#show(this.#past.pop() ?? above(this.current));
  }

  /** Starts anew, with no way back. */
  reset(place: Place = { screen: 'orders' }): void {
    this.#past = [];
    this.#show(place);
  }

  /** Runs something before the screen is left; answers how to take that back. */
  beforeLeaving(run: Leaving): () => void {
    this.#leaving.add(run);
    return () => this.#leaving.delete(run);
  }

  /** Tells where the screen is gone on with, where that is not the place that it was opened at; answers how to take that back. */
  resumeAt(place: () => Place): () => void {
    this.#resume = place;
    return () => {
      if (this.#resume === place) this.#resume = null;
    };
  }

  /** Where one goes on who comes back to the screen that is shown. */
  get resting(): Place {
    return this.#resume?.() ?? this.current;
  }

  /** Lets the screen finish what it must before it goes away. */
  async leave(): Promise<void> {
    await Promise.all([...this.#leaving].map(async (run) => run()));
  }

  #show(place: Place): void {
    this.current = place;
    this.canGoBack = this.#past.length > 0;
  }
}

/** Text that tells two places apart; a screen is drawn anew when it changes. */
export function keyOf(place: Place): string {
  return JSON.stringify(place);
}

/** The list that a place belongs to. */
export function above(place: Place): Place {
  switch (place.screen) {
    case 'buyer':
    case 'onboard':
      return { screen: 'buyers' };
    case 'form':
      if (place.form === 'buyerChange' || place.form === 'contact') return { screen: 'buyers' };
      return { screen: 'orders' };
    case 'conflict':
      return { screen: 'outbox' };
    case 'order':
    case 'newOrder':
      return { screen: 'orders' };
    default:
      return place;
  }
}

/** Where the program stands. */
export const route = new Route();
