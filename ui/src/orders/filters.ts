import type { OrderFilter } from '../contract';

/** The filters of the list of orders, the first one first. */
export const FILTERS: readonly OrderFilter[] = ['all', 'needsYou', 'open', 'closed'];

/** The filter of a kept name; another version of the program may have kept another one. */
export function filterOf(name: string): OrderFilter {
  return FILTERS.find((filter) => filter === name) ?? FILTERS[0]!;
}
