import type { FormKind, Subject } from '../contract';

/** A screen, with what it shows. */
export type Place =
  | { screen: 'buyers' }
  | { screen: 'buyer'; id: string; document?: string; file?: string }
  | { screen: 'onboard'; draft?: string }
  | { screen: 'orders' }
  | { screen: 'order'; id: string; document?: string; file?: string }
  | { screen: 'newOrder'; draft?: string; buyer?: string }
  | { screen: 'form'; form: FormKind; subject: string | null; draft?: string; field?: string | null }
  | { screen: 'documents' }
  | { screen: 'drafts' }
  | { screen: 'outbox'; entry?: string }
  | { screen: 'conflict'; entry: string }
  | { screen: 'settings'; tab?: 'data' };

/** Text that differs for two different places. */
export function keyOf(place: Place): string {
  return JSON.stringify(place);
}

/** Text that differs for two different screens; a list and the page of its row are one screen. */
export function screenOf(place: Place): string {
  switch (place.screen) {
    case 'order':
      return 'orders';
    case 'buyer':
      return 'buyers';
    case 'orders':
    case 'buyers':
      return place.screen;
    default:
      return keyOf(place);
  }
}

/** The list that a place belongs to; a list, the drafts and the settings belong to themselves. */
export function listOf(place: Place): Place {
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
