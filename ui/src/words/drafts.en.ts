/** Texts of the list of drafts and of their buttons. */
export const drafts = {
  title: 'Drafts',
  lead: 'Begun and not sent. Everything is saved while you type.',
  count: { one: '{count} draft', other: '{count} drafts' },
  search: 'Search drafts',
  none: 'No drafts',
  noneText:
    'A form that you begin and leave stands here, exactly as you left it, until you send or discard it.',
  noneFound: 'No draft with “{text}”',
  noneFoundText: 'Search by name, number, or kind of form.',
  duplicate: 'Duplicate',
  invoiceOf: 'Draft the invoice',
  paymentOf: 'Draft the payment',
  ofOrderLead: 'You need not wait for the order to arrive:',
  orderIsDraft: 'This order is still a draft. This form is kept with it and can be sent once the order is.',
  of: 'for {label}',
};
