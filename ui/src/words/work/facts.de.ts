import type * as En from './facts.en';

/** Names of the stops, in German. */
export const modules: typeof En.modules = {
  buyer: 'Käufer',
  order: 'Auftrag',
  invoice: 'Rechnung',
  payment: 'Zahlung',
  transport: 'Transport',
  exportFile: 'Exportakte',
};

/** Texts of the route. */
export const route: typeof En.route = {
  name: 'Weg',
  states: {
    done: 'erledigt',
    waiting: 'wartet',
    needsYou: 'braucht Sie',
    failed: 'gescheitert',
    notYet: 'noch nicht',
  },
};

/** The line of fact under a stop, and of VIES. */
export const facts: typeof En.facts = {
  'buyer.vies': 'VIES gültig {viesAt}',
  'buyer.documentsMissing': 'Es fehlen Unterlagen',
  'buyer.waiting': 'Wartet auf das Senden',
  'buyer.viesPending': 'VIES wird gefragt',
  'buyer.viesInvalid': 'In VIES nicht gültig',
  'buyer.viesUnknown': 'VIES hat nicht geantwortet',
  'order.created': 'Angelegt: {number}',
  'order.waiting': 'Wartet auf das Senden',
  'invoice.number': '{number}, {amount}',
  'invoice.waiting': 'Wartet auf das Senden',
  'payment.received': '{amount} eingegangen',
  'payment.waiting': 'Wartet auf das Senden',
  'payment.ready': 'Abholbereit',
  'transport.pickedUp': 'Abgeholt {on}',
  'transport.delivered': 'Ausgeliefert {on}',
  'transport.waiting': 'Wartet auf das Senden',
  'transport.papersMissing': 'Es fehlen Unterlagen',
  'export.version': 'Fassung {version}',
  'export.generating': 'Wird erstellt',
  'export.failed': 'Konnte nicht erstellt werden',
  'module.missing': '{count} fehlt',
};

/** Entries of the history. */
export const history: typeof En.history = {
  queued: 'Eingereiht: {operation}',
  sent: 'Gesendet: {operation}',
  refused: 'Von NT24 abgelehnt: {operation}',
  conflict: 'Bei NT24 anders: {operation}',
  unconfirmed: 'Gesendet, Ankunft ungewiss: {operation}',
  held: 'Angehalten: {operation}',
  undone: 'Entscheidung zurückgenommen',
  withdrawn: 'Zurückgezogen: {operation}',
  'vies.result': 'VIES: {result}',
  'status.changed': 'Stand: {from} → {to}',
  'verdict.changed': 'Urteil: {to}',
  'export.ready': 'Exportakte erstellt: Fassung {version}',
  'seen.elsewhere': 'Anderswo geändert: {what}',
  'document.archived': 'Herausgenommen: {document}',
};

/** The source of a history entry. */
export const sources: typeof En.sources = {
  desk: 'Dieser Arbeitsplatz',
  api: 'API',
  web_app: 'NT24 im Browser',
  system: 'NT24',
};

/** The writing operations of the API, named by their content. */
export const operations: typeof En.operations = {
  upsertBuyer: 'Käufer',
  updateBuyer: 'Änderung des Käufers',
  addBuyerContact: 'Ansprechpartner',
  uploadKycDocument: 'KYC-Dokument',
  triggerViesCheck: 'VIES-Prüfung',
  createOrder: 'Auftrag',
  updateOrder: 'Änderung des Auftrags',
  submitInvoice: 'Rechnung',
  updateInvoice: 'Änderung der Rechnung',
  uploadInvoiceDocument: 'Rechnungsdokument',
  submitPayment: 'Zahlung',
  updatePayment: 'Änderung der Zahlung',
  uploadPaymentDocument: 'Zahlungsdokument',
  markReadyForPickup: 'Abholbereit',
  confirmPickup: 'Abholung',
  revokePickup: 'Rücknahme der Abholung',
  confirmDelivery: 'Auslieferung',
  uploadTransportDocument: 'Transportdokument',
  submitFinalInvoice: 'Schlussrechnung',
  regenerateExportFile: 'Neue Fassung der Exportakte',
  archiveDocument: 'Dokument herausgenommen',
};

/** Types of document. */
export const documents: typeof En.documents = {
  COC_EXTRACT: 'Registerauszug',
  AML_DECLARATION: 'AML-Erklärung',
  SHIPMENT_PRELIMINARY_INVOICE: 'Vorläufige Rechnung',
  SHIPMENT_INVOICE: 'Schlussrechnung',
  PAYMENT_BANK_TRANSFER_SCREENSHOT: 'Überweisung, Bild oder PDF',
  PAYMENT_CONFIRMATION: 'Bestätigung der Bank',
  PAYMENT_SOURCE_OF_FUNDS_DECLARATION: 'Erklärung zur Herkunft der Mittel',
  TRANSPORT_CMR: 'CMR-Frachtbrief bei Abholung',
  TRANSPORT_PICKUP_DECLARATION: 'Abholerklärung',
  TRANSPORT_PICTURE_OF_TRANSPORT: 'Bild vom Transport',
  TRANSPORT_CMR_DELIVERY: 'CMR-Frachtbrief bei Auslieferung',
  TRANSPORT_CONFIRMATION_OF_ARRIVAL: 'Ankunftsbestätigung',
};

/** Items of evidence. */
export const evidence: typeof En.evidence = {
  cmr: 'Unterschriebener CMR-Frachtbrief',
  pickup_declaration: 'Unterschriebene Abholerklärung',
  transport_document:
    'Ein bei der Ankunft unterschriebenes Transportpapier, zum Beispiel der CMR-Frachtbrief',
  second_independent_document:
    'Ein zweites Papier von einer anderen, unabhängigen Seite, zum Beispiel die Rechnung des Frachtführers',
  document_without_contradiction: 'Papiere, die einander nicht widersprechen',
  buyer_statement: 'Die schriftliche Erklärung des Käufers, bis zum 10. des Folgemonats',
  buyer_statement_in_time: 'Die rechtzeitige Erklärung des Käufers: sie kam nach dem 10.',
  entry_certificate: 'Gelangensbestätigung, vom Käufer unterschrieben',
  'entry_certificate.buyer': 'Gelangensbestätigung: Name und Anschrift des Käufers',
  'entry_certificate.vehicle': 'Gelangensbestätigung: das Fahrzeug mit FIN',
  'entry_certificate.place_and_month': 'Gelangensbestätigung: Ort und Monat der Ankunft',
  'entry_certificate.date': 'Gelangensbestätigung: ihr Datum',
  'entry_certificate.signature': 'Gelangensbestätigung: die Unterschrift',
};

/** The actions of an order. */
export const actions: typeof En.actions = {
  invoice: 'Vorläufige Rechnung eingeben',
  payment: 'Zahlung eingeben',
  markReady: 'Abholbereit erklären',
  pickup: 'Abholung bestätigen',
  revokePickup: 'Abholung zurücknehmen',
  delivery: 'Auslieferung bestätigen',
  finalInvoice: 'Schlussrechnung eingeben',
  change: 'Auftrag ändern',
  regenerateExport: 'Neue Exportakte erstellen',
};

/** Why an action is disabled. */
export const held: typeof En.held = {
  noInvoice: 'Erst kommt die vorläufige Rechnung',
  noPayment: 'Erst kommt die Zahlung',
  notReady: 'Das Fahrzeug muss erst abholbereit erklärt werden',
  alreadySubmitted: 'Schon eingereicht',
  notPickedUp: 'Erst kommt die Abholung',
  delivered: 'Nach der Auslieferung nicht mehr möglich',
  alreadyPickedUp: 'Schon abgeholt',
  notDecided: 'Erst kommt die Entscheidung',
  waiting: 'Wartet schon auf das Senden',
  cancelled: 'Der Auftrag ist storniert',
  notKnownYet: 'NT24 kennt den Auftrag noch nicht',
};

/** The buttons that fix a missing item. */
export const fixes: typeof En.fixes = {
  addDocument: 'Dokument hinzufügen',
  openBuyer: 'Käufer öffnen',
  checkVies: 'Erneut prüfen',
  openOutbox: 'Zum Ausgang',
  openForm: 'Formular öffnen',
};
