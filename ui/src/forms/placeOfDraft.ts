import type { Draft, DraftRow } from '../contract';
import type { Place } from '../program/place';

/** Where one goes on with a draft. */
export function placeOfDraftRow(draft: Pick<DraftRow, 'id' | 'form' | 'subject'>): Place {
  switch (draft.form) {
    case 'buyer':
      return { screen: 'onboard', draft: draft.id };
    case 'order':
      return { screen: 'newOrder', draft: draft.id };
    case 'buyerChange':
    case 'contact':
    case 'orderChange':
    case 'invoice':
    case 'finalInvoice':
    case 'payment':
    case 'pickup':
    case 'delivery':
      return { screen: 'form', form: draft.form, subject: draft.subject?.id ?? null, draft: draft.id };
  }
}

/** The same for a draft that a command answered. */
export function placeOfDraft({ id, form, subject }: Draft): Place {
  return placeOfDraftRow({ id, form: form.kind, subject });
}
