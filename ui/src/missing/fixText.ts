import type { Action, Fix, FormKind, Missing } from '../contract';
import { words } from '../words/words.svelte';

/** The words on the button that mends something. */
export function fixText(fix: Fix): string {
  const { fixes, actions } = words.current;
  switch (fix.do) {
    case 'openForm':
      return formText(fix.form);
    case 'markReady':
      return actions.markReady;
    case 'addDocument':
    case 'openBuyer':
    case 'checkVies':
    case 'openOutbox':
      return fixes[fix.do];
  }
}

function formText(form: FormKind): string {
  const { actions, forms, fixes } = words.current;
  switch (form) {
    case 'invoice':
    case 'payment':
    case 'pickup':
    case 'delivery':
    case 'finalInvoice':
      return actions[form];
    case 'orderChange':
      return actions.change;
    case 'buyerChange':
    case 'contact':
      return forms.titles[form];
    case 'buyer':
    case 'order':
      return fixes.openForm;
  }
}

/** The actions that the list of missing things has a button for. */
export function offeredBy(missing: readonly Missing[]): Action[] {
  return missing.flatMap(({ fix, waiting }): Action[] => {
    if (fix === null || waiting) return [];
    if (fix.do === 'markReady') return ['markReady'];
    if (fix.do !== 'openForm') return [];
    switch (fix.form) {
      case 'invoice':
      case 'payment':
      case 'pickup':
      case 'delivery':
      case 'finalInvoice':
        return [fix.form];
      default:
        return [];
    }
  });
}
