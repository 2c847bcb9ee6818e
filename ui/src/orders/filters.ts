import type { OrderCounts, OrderFilter, OrderSort } from '../contract';
import { number } from '../words/format';

/** The filters of the list of orders, the first one first. */
export const FILTERS: readonly OrderFilter[] = ['all', 'you', 'buyer', 'nt24', 'closed'];

/** The filter of a kept name; another version of the program may have kept another one. */
export function filterOf(name: string): OrderFilter {
  return FILTERS.find((filter) => filter === name) ?? 'all';
}

/** The order of the list of a kept name. */
export function sortOf(name: string): OrderSort {
  return name === 'newest' ? 'newest' : 'reason';
}

/** How many orders a filter finds; with `+` while orders that were not read may be among them. */
export function countText(filter: OrderFilter, counts: OrderCounts): string {
  const may = filter !== 'all' && counts.notRead > 0;
  return number(counts[filter]) + (may ? '+' : '');
}

/** The other filters that find something. */
export function elsewhere(chosen: OrderFilter, counts: OrderCounts): OrderFilter[] {
  return FILTERS.filter((filter) => filter !== chosen && filter !== 'all' && counts[filter] > 0);
}
