import { onDestroy } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Failure } from '../contract';
import { asFailure, listen } from './host';

const PAGE = 100;
const DEBOUNCE = 50;

/** A part of a long list, as the core answers it. */
export interface Part<Row> {
  rows: Row[];
  total: number;
}

/** A long list that is asked for in parts, as far as somebody looks at it, and stays fresh. */
export class Paged<Row> {
  /** How many rows there are; nothing before the first answer. */
  total = $state<number | undefined>(undefined);
  /** Why the last question failed. */
  failure = $state.raw<Failure | null>(null);

  #ask: (offset: number, limit: number) => Promise<Part<Row>>;
  #pages = new SvelteMap<number, readonly Row[]>();
  #asked = new Set<number>();
  #seen = { from: 0, to: PAGE };
  #round = 0;

  constructor(ask: (offset: number, limit: number) => Promise<Part<Row>>) {
    this.#ask = ask;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = listen((event) => {
      if (event.event !== 'changed') return;
      clearTimeout(timer);
      timer = setTimeout(() => this.refresh(), DEBOUNCE);
    });
    onDestroy(() => {
      this.#round += 1;
      clearTimeout(timer);
      stop();
    });
    // Whatever the question reads, such as the words searched for, makes the list begin anew.
    $effect(() => this.#begin(ask(0, PAGE)));
  }

  /** The row of an index; nothing while it is not loaded. */
  at = (index: number): Row | undefined => this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];

  /** Rows `from` up to and without `to` are looked at. */
  show = (from: number, to: number): void => {
    this.#seen = { from, to };
    for (const page of this.#pagesSeen()) {
      if (!this.#asked.has(page)) void this.#load(page);
    }
  };

  /** Asks again for what is looked at; what is not is forgotten. */
  refresh(): void {
    const seen = this.#pagesSeen();
    this.#asked.clear();
    for (const page of [...this.#pages.keys()]) if (!seen.includes(page)) this.#pages.delete(page);
    for (const page of seen) void this.#load(page);
  }

  #begin(question: Promise<Part<Row>>): void {
    this.#round += 1;
    this.#asked.clear();
    this.#seen = { from: 0, to: PAGE };
    void this.#take(0, question, true);
  }

  #pagesSeen(): number[] {
    const first = Math.floor(this.#seen.from / PAGE);
    const last = Math.floor(Math.max(this.#seen.from, this.#seen.to - 1) / PAGE);
    return Array.from({ length: last - first + 1 }, (_, step) => first + step);
  }

  #load(page: number): Promise<void> {
    return this.#take(page, this.#ask(page * PAGE, PAGE), false);
  }

  async #take(page: number, question: Promise<Part<Row>>, anew: boolean): Promise<void> {
    const round = this.#round;
    this.#asked.add(page);
    try {
      const { rows, total } = await question;
      if (round !== this.#round) return;
      if (anew) this.#pages.clear();
      this.#pages.set(page, rows);
      this.total = total;
      this.failure = null;
    } catch (thrown) {
      if (round !== this.#round) return;
      this.#asked.delete(page);
      this.failure = asFailure(thrown);
    }
  }
}
