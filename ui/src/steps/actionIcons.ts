import type { Action } from '../contract';
import type { IconName } from '../parts/icons';

/** The icon of each action of an order. */
export const actionIcons: Record<Action, IconName> = {
  invoice: 'invoice',
  payment: 'payment',
  markReady: 'key',
  pickup: 'transport',
  revokePickup: 'undo',
  delivery: 'transport',
  finalInvoice: 'invoice',
  change: 'edit',
  regenerateExport: 'export',
};
