import type { steps as En } from './steps.en';

/** Texts of the steps on the page of an order or a buyer, in German. */
export const steps: typeof En = {
  title: 'Schritte',
  wishes: 'Waybill würde noch besorgen',
  wishesText: 'Novatrade24 verlangt es nicht; das Finanzamt vielleicht schon.',
  nothingAsked: 'Novatrade24 verlangt nichts mehr',
  notRead: 'Dieser Auftrag wurde noch nicht von Novatrade24 gelesen.',
  notReadBuyer: 'Dieser Käufer wurde noch nicht von Novatrade24 gelesen.',
  done: {
    company: 'Firma',
    kycDocuments: 'Dokumente vollständig',
    verification: 'Identität bestätigt',
    aml: 'Geldwäscheprüfung bestanden',
    vies: 'USt-IdNr. gültig',
    buyer: 'Käufer geprüft',
    order: 'Auftrag angelegt',
    invoice: 'Vorläufige Rechnung',
    payment: 'Bezahlt',
    release: 'Zur Abholung freigegeben',
    pickup: 'Abgeholt',
    delivery: 'Geliefert',
    decision: 'Entschieden',
    finalInvoice: 'Schlussrechnung',
    exportFile: 'Exportakte',
  },
  facts: {
    'buyer.vies': 'in VIES gültig',
    'invoice.number': '{number}, {amount}',
    'payment.received': '{amount}',
    'export.version': 'Version {version}',
    'verification.received': 'Link vom {at}',
    'verification.passedOn': 'Link weitergegeben {at}',
  },
  after: 'nach: {stage}',
  notKnown: 'nicht bekannt',
  queued: 'noch nicht gesendet',
  turns: {
    you: 'Sie sind dran',
    buyer: 'wartet auf den Käufer',
    nt24: 'wartet auf Novatrade24',
    nobody: 'nichts zu tun',
    notKnown: 'nicht bekannt',
  },
  states: {
    done: 'erledigt',
    next: 'als Nächstes',
    open: 'offen',
    waiting: 'wartet',
    later: 'später',
    notKnown: 'nicht bekannt',
  },
  since: 'Offen seit {date}',
  due: 'Bis {date}',
  overdue: 'War bis {date} nötig',
  help: {
    KYC_VERIFICATION_REJECTED:
      'Novatrade24 nennt keinen Grund: Fragen Sie den Käufer oder den Support. Mit einem neuen Link kann es der Käufer noch einmal versuchen.',
    AML_FLAGGED:
      'Novatrade24 geht dem nach und entscheidet. Bis dahin kein Fahrzeug herausgeben; der Support weiß mehr.',
    verification_not_started: 'Sie bringt einen Link, über den der Käufer einen Ausweis vorlegt.',
    verification_link_ready:
      'In eine Nachricht an den Käufer kopieren, oder hier öffnen, wenn der Käufer bei Ihnen ist. Wer ihn hat, kann als der Käufer handeln.',
    verification_link_unused:
      'Der Link wurde noch nicht benutzt oder ist abgelaufen: Wie lange er gilt, sagt Novatrade24 nicht',
    extract_date: 'Ohne Datum ist nicht belegt, dass er höchstens drei Monate alt ist.',
    final_invoice_number: 'Sie trägt die der vorläufigen Rechnung.',
    signed_cmr_not_pickup_copy:
      'Es liegt das Exemplar von der Abholung vor. Feld 24 mit Ort und Tag unterschreiben lassen und als CMR-Frachtbrief bei Lieferung hinzufügen.',
    second_proof:
      'Zum Beispiel die Rechnung des Frachtführers. Novatrade24 nimmt ihn nicht an: bei den eigenen Unterlagen aufbewahren.',
    MISSING_CMR: 'Mit der Unterschrift des Frachtführers in Feld 23; ein Stempel allein genügt nicht.',
    MISSING_PICKUP_DECLARATION:
      'Unterschrieben vom Käufer oder von der Person, die das Fahrzeug abgeholt hat.',
    MISSING_INVOICE_DOCUMENT: 'Das PDF, das der Käufer bekommt.',
    NOT_READY_FOR_PICKUP:
      'Sobald das Geld da ist. Es lässt sich nicht zurücknehmen, und VIES wird danach täglich geprüft.',
    VIES_INVALID:
      'Fragen Sie den Käufer nach der aktuellen Nummer. Solange sie nicht gültig ist, ist der Verkauf nicht steuerfrei.',
    VIES_UNKNOWN: 'Das System des Mitgliedstaats antwortet nicht. Später erneut prüfen.',
  },
  drop: 'Irgendwo auf dieser Seite ablegen',
  dropKinds: 'PDF, JPEG oder PNG, bis {size}',
  chooseFile: 'Datei wählen',
  addMore: 'Dokument hinzufügen',
  addTo: 'Dokument hinzufügen: {stage}',
  earlier: { one: '{count} früheres', other: '{count} frühere' },
  showBuyer: 'ansehen',
  openEntry: 'Postausgang öffnen',
  more: 'Mehr',
};
