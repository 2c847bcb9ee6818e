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

/** Names of the stages of an order or a buyer, as the heading of a step, in German. */
export const milestones: typeof En.milestones = {
  company: 'Firmendaten',
  kycDocuments: 'Dokumente',
  verification: 'Identitätsprüfung',
  aml: 'Geldwäscheprüfung',
  vies: 'VIES-Prüfung',
  buyer: 'Käufer',
  order: 'Auftrag',
  invoice: 'Vorläufige Rechnung',
  payment: 'Zahlung',
  release: 'Freigabe zur Abholung',
  pickup: 'Abholung',
  delivery: 'Lieferung',
  decision: 'Entscheidung',
  finalInvoice: 'Schlussrechnung',
  exportFile: 'Exportakte',
};

/** Texts of the route. */
export const route: typeof En.route = {
  name: 'Ablauf',
  states: {
    done: 'erledigt',
    waiting: 'wartet',
    needsYou: 'zu tun',
    failed: 'fehlgeschlagen',
    notYet: 'noch nicht',
    notKnown: 'noch nicht gelesen',
  },
  /** The line under a stop, where it is shorter than the fact. */
  facts: {
    'invoice.number': '{amount}',
    'transport.pickedUp': 'Abgeholt {at}',
    'transport.delivered': 'Geliefert {at}',
  },
};

/** The line of fact under a stop, and of VIES. */
export const facts: typeof En.facts = {
  'buyer.vies': 'VIES gültig {viesAt}',
  'buyer.documentsMissing': 'Es fehlen Dokumente',
  'buyer.waiting': 'Noch nicht gesendet',
  'buyer.viesPending': 'VIES wird geprüft',
  'buyer.viesInvalid': 'In VIES nicht gültig',
  'buyer.viesUnknown': 'VIES hat nicht geantwortet',
  'order.created': 'Angelegt: {number}',
  'order.waiting': 'Noch nicht gesendet',
  'invoice.number': '{number}, {amount}',
  'invoice.waiting': 'Noch nicht gesendet',
  'payment.received': '{amount} eingegangen',
  'payment.waiting': 'Noch nicht gesendet',
  'payment.ready': 'Abholbereit',
  'transport.pickedUp': 'Abgeholt {on}',
  'transport.delivered': 'Geliefert {on}',
  'transport.arrived': 'Geliefert',
  'transport.waiting': 'Noch nicht gesendet',
  'transport.papersMissing': 'Es fehlen Dokumente',
  'export.version': 'Version {version}',
  'export.generating': 'Wird erstellt',
  'export.failed': 'Konnte nicht erstellt werden',
  'verification.received': 'Link vom {at}',
  'verification.passedOn': 'Link weitergegeben {at}',
  'module.missing': '{count} fehlt',
  'decision.validExport': 'Steuerfrei',
  'decision.vatApplicable': 'USt ist fällig',
};

/** Entries of the history. */
export const history: typeof En.history = {
  queued: '{operation}: noch nicht gesendet',
  sent: '{operation}',
  found: '{operation}',
  refused: '{operation}: von NT24 abgelehnt',
  conflict: '{operation}: bei NT24 anders',
  unconfirmed: '{operation}: gesendet, Ankunft ungewiss',
  held: '{operation}: gestoppt',
  undone: 'Entscheidung zurückgenommen',
  withdrawn: '{operation}: zurückgezogen',
  'order.cancelled': 'Auftrag storniert',
  'buyer.blocked': 'Käufer gesperrt',
  'buyer.unblocked': 'Sperre des Käufers aufgehoben',
  'buyer.takenOver': 'Käufer von Novatrade24 übernommen',
  'vies.result': 'VIES: {result}',
  'contacts.read': 'Ansprechpartner gelesen: {purpose}',
  'verification.copied': 'Link zur Identitätsprüfung kopiert',
  'verification.opened': 'Link zur Identitätsprüfung im Browser geöffnet',
  'verification.result': 'Identitätsprüfung: {outcome}',
  'status.changed': 'Status: {from} → {to}',
  'verdict.changed': 'Ergebnis: {to}',
  'export.ready': 'Exportakte erstellt: Version {version}',
  'seen.elsewhere': 'Anderswo geändert: {what}',
  'document.archived': 'Entfernt: {document}',
  moved: 'Umgezogen von {old} nach {new}',
};

/** Who took a step of the history, where it has no name, in German. */
export const who: typeof En.who = {
  thisDesk: 'Dieser Arbeitsplatz',
  elsewhere: 'Anderswo',
  nt24: 'Novatrade24',
  records: 'laut Novatrade24',
};

/** More about it, in German. */
export const whoTitles: typeof En.whoTitles = {
  elsewhere: 'Bei Novatrade24 gefunden; es kommt nicht von diesem Arbeitsplatz',
  records: 'Novatrade24 sagt nicht, von wem es ist',
};

/** The source that NT24 names for a change. */
export const sources: typeof En.sources = {
  desk: 'Dieser Rechner',
  api: 'API',
  web_app: 'NT24-Web-Anwendung',
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
  uploadOrderDocument: 'Dokument zum Auftrag',
  submitInvoice: 'Rechnung',
  updateInvoice: 'Änderung der Rechnung',
  uploadInvoiceDocument: 'Rechnungsdokument',
  submitPayment: 'Zahlung',
  updatePayment: 'Änderung der Zahlung',
  uploadPaymentDocument: 'Zahlungsdokument',
  markReadyForPickup: 'Abholbereit',
  confirmPickup: 'Abholung',
  revokePickup: 'Rücknahme der Abholung',
  confirmDelivery: 'Lieferung',
  uploadTransportDocument: 'Transportdokument',
  submitFinalInvoice: 'Schlussrechnung',
  regenerateExportFile: 'Neue Version der Exportakte',
  archiveDocument: 'Entfernen eines Dokuments',
  startKycVerification: 'Start der Identitätsprüfung',
  blockBuyer: 'Sperre des Käufers',
  unblockBuyer: 'Ende der Sperre des Käufers',
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
  TRANSPORT_CMR_DELIVERY: 'CMR-Frachtbrief bei Lieferung',
  TRANSPORT_CONFIRMATION_OF_ARRIVAL: 'Ankunftsbestätigung',
};

/** Items of evidence. */
export const evidence: typeof En.evidence = {
  cmr: 'CMR-Frachtbrief',
  pickup_declaration: 'Abholerklärung',
  transport_document:
    'Ein bei der Ankunft unterschriebenes Transportdokument, zum Beispiel der CMR-Frachtbrief',
  second_independent_document:
    'Ein zweites Dokument von einer anderen, unabhängigen Seite, zum Beispiel die Rechnung des Frachtführers',
  document_without_contradiction: 'Dokumente, die einander nicht widersprechen',
  buyer_statement: 'Die schriftliche Erklärung des Käufers, bis zum 10. des Folgemonats',
  buyer_statement_in_time: 'Die rechtzeitige Erklärung des Käufers (sie kam nach dem 10.)',
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
  markReady: 'Als abholbereit erklären',
  pickup: 'Abholung bestätigen',
  revokePickup: 'Abholung zurücknehmen',
  delivery: 'Lieferung bestätigen',
  finalInvoice: 'Schlussrechnung eingeben',
  change: 'Auftrag ändern',
  regenerateExport: 'Neue Exportakte erstellen',
};

/** The actions that change what was entered before. */
export const actionsAgain: typeof En.actionsAgain = {
  invoice: 'Vorläufige Rechnung ändern',
  payment: 'Zahlung ändern',
  finalInvoice: 'Schlussrechnung ändern',
};

/** Why an action is disabled. */
export const held: typeof En.held = {
  noInvoice: 'Zuerst die vorläufige Rechnung eingeben',
  noPayment: 'Zuerst die Zahlung eingeben',
  releaseBehind: 'Die Freigabe zur Abholung wartet dahinter. Diese zuerst im Postausgang zurückziehen',
  paymentOpen: 'Zuerst klären, was an der Zahlung offen ist, zum Beispiel ihr Nachweis',
  notReady: 'Zuerst das Fahrzeug als abholbereit erklären',
  alreadySubmitted: 'Schon eingereicht',
  notPickedUp: 'Zuerst die Abholung bestätigen',
  delivered: 'Nach der Lieferung nicht mehr möglich',
  alreadyPickedUp: 'Schon abgeholt',
  notDecided: 'Zuerst muss NT24 entscheiden',
  waiting: 'Schon in der Warteschlange',
  cancelled: 'Der Auftrag ist storniert',
  notKnownYet: 'NT24 hat den Auftrag noch nicht',
};

/** The buttons that fix a missing item. */
export const fixes: typeof En.fixes = {
  addDocument: 'Dokument hinzufügen',
  openBuyer: 'Käufer öffnen',
  checkVies: 'Erneut prüfen',
  startVerification: 'Identitätsprüfung starten',
  startAgain: {
    KYC_VERIFICATION_REJECTED: 'Noch einmal starten',
  },
  passOnLink: 'Link kopieren',
  openOutbox: 'Postausgang öffnen',
  openForm: 'Formular öffnen',
  regenerateExport: 'Neue Version erstellen',
};
