import { onDestroy } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Failure } from '../contract';
import { onChanged } from './changed';
import { asFailure } from './host';

const PAGE_SIZE = 100;

/** One page of a long list, as the core answers it. */
export interface Page<Row> {
  rows: Row[];
  total: number;
}

/** A long list of which only the pages in view are loaded, and loaded again whenever the data changes. */
export class Paged<Row, Answer extends Page<Row> = Page<Row>> {
  /** How many rows there are; `undefined` before the first answer. */
  total = $state<number | undefined>(undefined);
  /** The last answer, with what it says of the whole list. */
  answer = $state.raw<Answer | undefined>(undefined);
  /** Why the last load failed; `null` after a success. */
  failure = $state.raw<Failure | null>(null);

  #load: (offset: number, limit: number) => Promise<Answer>;
  #pages = new SvelteMap<number, readonly Row[]>();
  #requested = new Set<number>();
  #view = { from: 0, to: PAGE_SIZE };
  /** Answers of an earlier round are ignored. */
  #round = 0;
  /** How many requests of this round are out. */
  #loading = 0;
  #loadAgain = false;

  constructor(load: (offset: number, limit: number) => Promise<Answer>) {
    this.#load = load;
    const stop = onChanged(() => this.refresh());
    onDestroy(() => {
      this.#round += 1;
      stop();
    });
    // Every reactive value that `load` reads, such as the search text, starts the list from its beginning.
    $effect(() => this.#restart(load(0, PAGE_SIZE)));
  }

  /** The row at an index; `undefined` while it is not loaded. */
  rowAt = (index: number): Row | undefined =>
    this.#pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE];

  /** The index of the loaded row that fits; `undefined` if none does. */
  indexOf = (fits: (row: Row) => boolean): number | undefined => {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex(fits);
      if (at >= 0) return page * PAGE_SIZE + at;
    }
    return undefined;
  };

  /** Loads the rows in view: `from` up to, but without, `to`. */
  show = (from: number, to: number): void => {
    this.#view = { from, to };
    for (const page of this.#pagesInView()) {
      if (!this.#requested.has(page)) void this.#loadPage(page);
    }
  };

  /** Loads the pages in view again and forgets the others. During a load, one more follows it. */
  refresh(): void {
    if (this.#loading > 0) {
      this.#loadAgain = true;
      return;
    }
    const inView = this.#pagesInView();
    this.#startRound();
    for (const page of [...this.#pages.keys()]) if (!inView.includes(page)) this.#pages.delete(page);
    for (const page of inView) void this.#loadPage(page);
  }

  #restart(firstPage: Promise<Answer>): void {
    this.#startRound();
    this.#view = { from: 0, to: PAGE_SIZE };
    void this.#store(0, firstPage, true);
  }

  #startRound(): void {
    this.#round += 1;
    this.#loading = 0;
    this.#loadAgain = false;
    this.#requested.clear();
  }

  #pagesInView(): number[] {
    const first = Math.floor(this.#view.from / PAGE_SIZE);
    const last = Math.floor(Math.max(this.#view.from, this.#view.to - 1) / PAGE_SIZE);
    return Array.from({ length: last - first + 1 }, (_, step) => first + step);
  }

  #loadPage(page: number): Promise<void> {
    return this.#store(page, this.#load(page * PAGE_SIZE, PAGE_SIZE), false);
  }

  async #store(page: number, answer: Promise<Answer>, replacesAll: boolean): Promise<void> {
    const round = this.#round;
    this.#requested.add(page);
    this.#loading += 1;
    try {
      const loaded = await answer;
      if (round !== this.#round) return;
      if (replacesAll) this.#pages.clear();
      this.#pages.set(page, loaded.rows);
      this.total = loaded.total;
      this.answer = loaded;
      this.failure = null;
    } catch (thrown) {
      if (round !== this.#round) return;
      this.#requested.delete(page);
      this.failure = asFailure(thrown);
    }
    this.#loading -= 1;
    if (this.#loading === 0 && this.#loadAgain) this.refresh();
  }
}
