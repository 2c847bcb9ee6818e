import type { drafts as english } from './drafts.en';

/** Texts of the list of drafts in German. */
export const drafts: typeof english = {
  title: 'Entwürfe',
  lead: 'Begonnen und nicht gesendet. Alles wird beim Tippen gespeichert.',
  count: { one: '{count} Entwurf', other: '{count} Entwürfe' },
  search: 'Entwürfe durchsuchen',
  none: 'Keine Entwürfe',
  noneText:
    'Ein Formular, das Sie beginnen und verlassen, steht hier genau so, wie Sie es verlassen haben, bis Sie es senden oder verwerfen.',
  noneFound: 'Kein Entwurf mit „{text}“',
  noneFoundText: 'Suchen Sie nach Name, Nummer oder Art des Formulars.',
  duplicate: 'Duplizieren',
  invoiceOf: 'Rechnung entwerfen',
  paymentOf: 'Zahlung entwerfen',
  ofOrderLead: 'Sie müssen nicht warten, bis der Auftrag ankommt:',
  orderIsDraft:
    'Dieser Auftrag ist noch ein Entwurf. Das Formular bleibt bei ihm und lässt sich senden, sobald der Auftrag gesendet ist.',
  of: 'für {label}',
};
