import type { Draft, DraftRow } from '../contract';
import type { Place } from '../program/place';

/** The place where a draft of the list is continued. */
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

/** The place where a draft is continued. */
export function placeOfDraft({ id, form, subject }: Draft): Place {
  return placeOfDraftRow({ id, form: form.kind, subject });
}
