import type { Action, OrderPage, Step } from '../contract';

/** The actions of an order that have a button in the list of missing items or in the banner of the decision. */
export function offeredActions(order: Pick<OrderPage, 'steps' | 'decision' | 'finalInvoice'>): Action[] {
  const offered = order.steps.flatMap(offeredFor);
  return order.decision && !order.finalInvoice ? [...offered, 'finalInvoice'] : offered;
}

function offeredFor({ fix }: Step): Action[] {
  if (fix === null) return [];
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
