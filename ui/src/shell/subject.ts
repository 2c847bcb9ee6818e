import type { Subject } from '../contract';
import type { Place } from './route.svelte';

/** The screen of a buyer, of an order, or of an order that is still a draft. */
export function placeOfSubject(subject: Subject): Place {
  switch (subject.kind) {
    case 'buyer':
    case 'order':
      return { screen: subject.kind, id: subject.id };
    case 'draft':
      return { screen: 'newOrder', draft: subject.id };
  }
}
