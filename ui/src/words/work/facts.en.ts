/** Names of stops, facts, documents and operations. */
export const modules = {
  buyer: 'Buyer',
  order: 'Order',
  invoice: 'Invoice',
  payment: 'Payment',
  transport: 'Transport',
  exportFile: 'Export file',
};

/** Names of the stages of an order or a buyer, as the heading of a step. */
export const milestones = {
  company: 'Company data',
  kycDocuments: 'Documents',
  verification: 'Identity check',
  aml: 'Money laundering check',
  vies: 'VIES check',
  buyer: 'Buyer',
  order: 'Order',
  invoice: 'Preliminary invoice',
  payment: 'Payment',
  release: 'Release for pickup',
  pickup: 'Pickup',
  delivery: 'Delivery',
  decision: 'Decision',
  finalInvoice: 'Final invoice',
  exportFile: 'Export file',
};

/** Texts of the route. */
export const route = {
  name: 'Route',
  states: {
    done: 'done',
    waiting: 'waiting',
    needsYou: 'to do',
    failed: 'failed',
    notYet: 'not yet',
    notKnown: 'not read yet',
  },
  /** The line under a stop, where it is shorter than the fact. */
  facts: {
    'invoice.number': '{amount}',
    'transport.pickedUp': 'Picked up {at}',
    'transport.delivered': 'Delivered {at}',
  },
};

/** The line of fact under a stop, and of VIES. */
export const facts = {
  'buyer.vies': 'VIES valid {viesAt}',
  'buyer.documentsMissing': 'Documents are missing',
  'buyer.waiting': 'Waiting to be sent',
  'buyer.viesPending': 'VIES check is running',
  'buyer.viesInvalid': 'Not valid in VIES',
  'buyer.viesUnknown': 'VIES did not answer',
  'order.created': 'Created: {number}',
  'order.waiting': 'Waiting to be sent',
  'invoice.number': '{number}, {amount}',
  'invoice.waiting': 'Waiting to be sent',
  'payment.received': '{amount} received',
  'payment.waiting': 'Waiting to be sent',
  'payment.ready': 'Ready for pickup',
  'transport.pickedUp': 'Picked up {on}',
  'transport.delivered': 'Delivered {on}',
  'transport.arrived': 'Delivered',
  'transport.waiting': 'Waiting to be sent',
  'transport.papersMissing': 'Documents are missing',
  'export.version': 'Version {version}',
  'export.generating': 'Being created',
  'export.failed': 'Could not be created',
  'verification.received': 'Link of {at}',
  'verification.passedOn': 'Link passed on {at}',
  'module.missing': '{count} missing',
  'decision.validExport': 'VAT-exempt',
  'decision.vatApplicable': 'VAT is due',
};

/** Entries of the history. */
export const history = {
  queued: '{operation}: waiting to be sent',
  sent: '{operation}',
  found: '{operation}',
  refused: '{operation}: refused by NT24',
  conflict: '{operation}: differs at NT24',
  unconfirmed: '{operation}: sent, arrival uncertain',
  held: '{operation}: stopped',
  undone: 'Decision taken back',
  withdrawn: '{operation}: withdrawn',
  'order.cancelled': 'Order cancelled',
  'buyer.blocked': 'Buyer blocked',
  'buyer.unblocked': 'Buyer unblocked',
  'buyer.takenOver': 'Buyer taken over from Novatrade24',
  'vies.result': 'VIES: {result}',
  'contacts.read': 'Contact persons read: {purpose}',
  'verification.copied': 'Link to the identity check copied',
  'verification.opened': 'Link to the identity check opened in the browser',
  'verification.result': 'Identity check: {outcome}',
  'status.changed': 'Status: {from} → {to}',
  'verdict.changed': 'Verdict: {to}',
  'export.ready': 'Export file created: version {version}',
  'seen.elsewhere': 'Changed elsewhere: {what}',
  'document.archived': 'Removed: {document}',
  moved: 'Moved from {old} to {new}',
};

/** Who took a step of the history, where it has no name. */
export const who = {
  thisDesk: 'This desk',
  elsewhere: 'Elsewhere',
  nt24: 'Novatrade24',
  records: 'from Novatrade24’s records',
};

/** More about it. */
export const whoTitles = {
  elsewhere: 'Found at Novatrade24; it does not come from this desk',
  records: 'Novatrade24 does not say who did it',
};

/** The source that NT24 names for a change. */
export const sources = {
  desk: 'This computer',
  api: 'API',
  web_app: 'NT24 web app',
  system: 'NT24',
};

/** The writing operations of the API, named by their content. */
export const operations = {
  upsertBuyer: 'Buyer',
  updateBuyer: 'Change of the buyer',
  addBuyerContact: 'Contact person',
  uploadKycDocument: 'KYC document',
  triggerViesCheck: 'VIES check',
  createOrder: 'Order',
  updateOrder: 'Change of the order',
  uploadOrderDocument: 'Document of the order',
  submitInvoice: 'Invoice',
  updateInvoice: 'Change of the invoice',
  uploadInvoiceDocument: 'Invoice document',
  submitPayment: 'Payment',
  updatePayment: 'Change of the payment',
  uploadPaymentDocument: 'Payment document',
  markReadyForPickup: 'Ready for pickup',
  confirmPickup: 'Pickup',
  revokePickup: 'Pickup taken back',
  confirmDelivery: 'Delivery',
  uploadTransportDocument: 'Transport document',
  submitFinalInvoice: 'Final invoice',
  regenerateExportFile: 'New version of the export file',
  archiveDocument: 'Removal of a document',
  startKycVerification: 'Start of the identity check',
  blockBuyer: 'Block of the buyer',
  unblockBuyer: 'End of the buyer’s block',
};

/** Types of document. */
export const documents = {
  COC_EXTRACT: 'Company register extract',
  AML_DECLARATION: 'AML declaration',
  SHIPMENT_PRELIMINARY_INVOICE: 'Preliminary invoice',
  SHIPMENT_INVOICE: 'Final invoice',
  PAYMENT_BANK_TRANSFER_SCREENSHOT: 'Bank transfer, picture or PDF',
  PAYMENT_CONFIRMATION: 'Confirmation by the bank',
  PAYMENT_SOURCE_OF_FUNDS_DECLARATION: 'Source of funds declaration',
  TRANSPORT_CMR: 'CMR waybill at pickup',
  TRANSPORT_PICKUP_DECLARATION: 'Pickup declaration',
  TRANSPORT_PICTURE_OF_TRANSPORT: 'Picture of the transport',
  TRANSPORT_CMR_DELIVERY: 'CMR waybill at delivery',
  TRANSPORT_CONFIRMATION_OF_ARRIVAL: 'Confirmation of arrival',
};

/** Items of evidence. */
export const evidence = {
  cmr: 'CMR waybill',
  pickup_declaration: 'Pickup declaration',
  transport_document: 'A transport document signed at arrival, for example the CMR waybill',
  second_independent_document:
    'A second document from another, independent party, for example the carrier’s invoice',
  document_without_contradiction: 'Documents that do not contradict each other',
  buyer_statement: 'The buyer’s written statement, by the 10th of the following month',
  buyer_statement_in_time: 'The buyer’s written statement in time (it came after the 10th)',
  entry_certificate: 'Gelangensbestätigung, signed by the buyer',
  'entry_certificate.buyer': 'Gelangensbestätigung: the buyer’s name and address',
  'entry_certificate.vehicle': 'Gelangensbestätigung: the vehicle with its VIN',
  'entry_certificate.place_and_month': 'Gelangensbestätigung: place and month of arrival',
  'entry_certificate.date': 'Gelangensbestätigung: its date',
  'entry_certificate.signature': 'Gelangensbestätigung: the signature',
};

/** The actions of an order. */
export const actions = {
  invoice: 'Enter preliminary invoice',
  payment: 'Enter payment',
  markReady: 'Declare ready for pickup',
  pickup: 'Confirm pickup',
  revokePickup: 'Take pickup back',
  delivery: 'Confirm delivery',
  finalInvoice: 'Enter final invoice',
  change: 'Change order',
  regenerateExport: 'Create a new export file',
};

/** The actions that change what was entered before. */
export const actionsAgain = {
  invoice: 'Change preliminary invoice',
  payment: 'Change payment',
  finalInvoice: 'Change final invoice',
};

/** Why an action is disabled. */
export const held = {
  noInvoice: 'Enter the preliminary invoice first',
  noPayment: 'Enter the payment first',
  releaseBehind: 'Ready for pickup waits behind it. Withdraw that in the outbox first',
  paymentOpen: 'First clear what is open about the payment, for example its proof',
  notReady: 'Declare the vehicle ready for pickup first',
  alreadySubmitted: 'Already submitted',
  notPickedUp: 'Confirm the pickup first',
  delivered: 'Not possible after delivery',
  alreadyPickedUp: 'Already picked up',
  notDecided: 'NT24 must decide first',
  waiting: 'Already waiting to be sent',
  cancelled: 'The order is cancelled',
  notKnownYet: 'NT24 does not have the order yet',
};

/** The buttons that fix a missing item; a form's button has the text of its action. */
export const fixes = {
  addDocument: 'Add the document',
  openBuyer: 'Open the buyer',
  checkVies: 'Check again',
  startVerification: 'Start identity check',
  /** Where one was started before, by the code of the step. */
  startAgain: {
    KYC_VERIFICATION_REJECTED: 'Start again',
  },
  passOnLink: 'Copy link',
  openOutbox: 'Open the outbox',
  openForm: 'Open the form',
  regenerateExport: 'Create a new version',
};
