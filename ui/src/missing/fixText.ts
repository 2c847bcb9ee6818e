import type { Fix, FormKind } from '../contract';
import { words } from '../words/words.svelte';

/** Text of the button that applies a fix. */
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
    case 'regenerateExport':
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
