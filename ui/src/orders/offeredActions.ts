import type { Action, Missing, OrderPage } from '../contract';

/** The actions of an order that have a button in the list of missing items or in the banner of the decision. */
export function offeredActions(order: Pick<OrderPage, 'missing' | 'decision' | 'finalInvoice'>): Action[] {
  const offered = order.missing.flatMap(offeredFor);
  return order.decision && !order.finalInvoice ? [...offered, 'finalInvoice'] : offered;
}

function offeredFor({ fix, waiting }: Missing): Action[] {
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
}
