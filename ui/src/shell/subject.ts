import type { Subject } from '../contract';
import type { Place } from './route.svelte';

/** The screen of a buyer or an order. */
export function placeOfSubject(subject: Subject): Place {
  return { screen: subject.kind, id: subject.id };
}
