import type { Action, Fix, FormKind } from '../contract';
import { words } from '../words/words.svelte';
import { lookup } from '../words/work/lookup';

/** Text of the button that applies the fix of a step with this code. */
export function fixText(fix: Fix, code: string | null): string {
  const { fixes, actions } = words.current;
  switch (fix.do) {
    case 'openForm':
      // Where a field is to blame, the form was sent before.
      return formText(fix.form, fix.field !== null);
    case 'markReady':
    case 'regenerateExport':
      return fix.do === 'markReady' ? actions.markReady : actions.regenerateExport;
    case 'startVerification':
      return lookup(fixes.startAgain, code ?? '') ?? fixes.startVerification;
    case 'addDocument':
    case 'passOnLink':
    case 'openBuyer':
    case 'checkVies':
    case 'openOutbox':
      return fixes[fix.do];
  }
}

/** The name of an action. `again`: whether what it enters was entered before. */
export function actionText(action: Action, again: boolean): string {
  const { actions, actionsAgain } = words.current;
  return (again ? lookup(actionsAgain, action) : undefined) ?? actions[action];
}

function formText(form: FormKind, again: boolean): string {
  const { actions, forms, fixes } = words.current;
  switch (form) {
    case 'invoice':
    case 'payment':
    case 'pickup':
    case 'delivery':
    case 'finalInvoice':
      return actionText(form, again);
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
