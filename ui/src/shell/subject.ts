import type { Subject } from '../contract';
import type { Place } from './route.svelte';

/** The screen of a buyer, an order, or an order that is still a draft. */
export function placeOfSubject(subject: Subject): Place {
  if (subject.kind === 'draft') return { screen: 'newOrder', draft: subject.id };
  return { screen: subject.kind, id: subject.id };
}
