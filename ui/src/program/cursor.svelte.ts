import { untrack } from 'svelte';
import { places, type ListName } from './places.svelte';

/** The rows of a list, as far as they are loaded. */
export interface Rows<Row> {
  /** How many there are; `undefined` before the first answer. */
  readonly total: number | undefined;
  rowAt: (index: number) => Row | undefined;
  indexOf: (fits: (row: Row) => boolean) => number | undefined;
}

/**
 * The search, the filter and the chosen row of a list. They survive that the list is left; the chosen row stays the
 * same when rows come and go around it.
 */
export class Cursor<Row extends { id: string }> {
  #name: ListName;
  #rows: Rows<Row> | null = null;
  #text = $state('');
  #filter = $state('');
  #sort = $state('');
  /** Whether a row was chosen; before that the first one counts, whichever it is. */
  isChosen = false;

  /** Index of the chosen row. */
  index = $state(0);
  /** Identifier of the chosen row; `null` before a row is loaded. */
  id = $state<string | null>(null);
  /** Whether the chosen row is no longer in the list; the next one has taken its place. */
  isGone = $state(false);
  /** Rises when the list begins anew at its first row. */
  begun = $state(0);
  /** Rises when the user chooses a row; the list then scrolls to it. */
  moved = $state(0);
  /** Pixels from the top of the visible part of the list to the chosen row. */
  top = 0;

  constructor(name: ListName) {
    this.#name = name;
    const place = places.of(name);
    this.#text = place.text;
    this.#filter = place.filter;
    this.#sort = place.sort;
    this.id = place.row;
    this.index = place.index;
    this.top = place.top;
    this.isChosen = place.row !== null;
  }

  /** Follows the rows of a list; for use while a component is created. */
  follow(rows: Rows<Row>): void {
    this.#rows = rows;
    $effect(() => this.#find(rows));
  }

  /** Words of the search. */
  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    if (text === this.#text) return;
    this.#text = text;
    this.#begin();
  }

  /** Name of the filter; empty: the list's first one. */
  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#begin();
  }

  /** Name of the order of the rows; empty: the list's own. */
  get sort(): string {
    return this.#sort;
  }

  set sort(sort: string) {
    if (sort === this.#sort) return;
    this.#sort = sort;
    this.#begin();
  }

  /** The chosen row, while it is loaded. */
  get row(): Row | undefined {
    const row = this.#rows?.rowAt(this.index);
    return row?.id === this.id ? row : undefined;
  }

  /** Chooses the row at an index, or the nearest one. */
  select(index: number): void {
    const total = this.#rows?.total ?? 0;
    this.index = Math.max(0, Math.min(total - 1, index));
    this.id = this.#rows?.rowAt(this.index)?.id ?? null;
    this.isGone = false;
    this.isChosen = true;
    this.moved += 1;
    this.#note();
  }

  /** Chooses a row some steps further; from a row that is gone, the one that has taken its place is the next. */
  move(by: number): void {
    this.select(this.index + (this.isGone && by > 0 ? by - 1 : by));
  }

  /** Chooses the row of an identifier, wherever it is in the list. */
  choose(id: string): void {
    if (id === this.id) return;
    this.id = id;
    this.isGone = false;
    this.isChosen = true;
    if (this.#rows) this.#find(this.#rows);
    this.#note();
  }

  /** Notes where the chosen row stands in the visible part of the list. */
  standsAt(top: number): void {
    this.top = top;
    places.note(this.#name, { top: Math.round(top) });
  }

  #begin(): void {
    this.index = 0;
    this.id = null;
    this.isGone = false;
    this.isChosen = false;
    this.top = 0;
    this.begun += 1;
    this.#note();
  }

  #note(): void {
    const { text, filter, sort, index } = this;
    const row = this.isChosen ? this.id : null;
    untrack(() => places.note(this.#name, { text, filter, sort, row, index }));
  }

  /** Finds the chosen row again after the rows have changed. */
  #find(rows: Rows<Row>): void {
    const { total } = rows;
    if (total === undefined) return;
    const here = rows.rowAt(untrack(() => this.index));
    const id = untrack(() => this.id);
    if (!this.isChosen) {
      if (here) this.id = here.id;
      return;
    }
    if (here?.id === id) {
      this.isGone = false;
      return;
    }
    const at = rows.indexOf((row) => row.id === id);
    if (at !== undefined) this.index = at;
    else if (untrack(() => this.index) >= total) this.index = Math.max(0, total - 1);
    this.isGone = at === undefined && (here !== undefined || total === 0);
  }
}
