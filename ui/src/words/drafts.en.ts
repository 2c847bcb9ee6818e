/** Texts of the list of drafts and of their buttons. */
export const drafts = {
  title: 'Drafts',
  lead: 'Forms that are not sent yet. They are saved while you type.',
  count: { one: '{count} draft', other: '{count} drafts' },
  search: 'Search drafts',
  none: 'No drafts',
  noneText: 'A form that you leave before sending is kept here until you send or discard it.',
  noneFound: 'No draft matches “{text}”',
  noneFoundText: 'Search by name, number or type of form.',
  duplicate: 'Duplicate',
  invoiceOf: 'Draft the invoice',
  paymentOf: 'Draft the payment',
  ofOrderLead: 'You can already prepare:',
  orderIsDraft:
    'This order is still a draft. You can fill in this form now and send it once the order is sent.',
  of: 'for {label}',
  leaveTitle: 'Leave without saving?',
  leaveText:
    'This form could not be saved. If you leave it now, what you typed since the last save is lost. Waybill keeps trying to save it while it is open.',
  leave: 'Leave without saving',
  lockTitle: 'Lock without saving?',
  lockText:
    'This form could not be saved, and Waybill is not locked yet. If you lock it now, what you typed since the last save is lost.',
  lock: 'Lock without saving',
  stay: 'Stay in the form',
};
