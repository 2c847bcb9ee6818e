import type { drafts as english } from './drafts.en';

/** Texts of the list of drafts in German. */
export const drafts: typeof english = {
  title: 'Entwürfe',
  lead: 'Noch nicht gesendete Formulare. Sie werden beim Tippen gespeichert.',
  count: { one: '{count} Entwurf', other: '{count} Entwürfe' },
  search: 'Entwürfe durchsuchen',
  none: 'Keine Entwürfe',
  noneText: 'Ein Formular, das Sie vor dem Senden verlassen, bleibt hier, bis Sie es senden oder verwerfen.',
  noneFound: 'Kein Entwurf passt zu „{text}“',
  noneFoundText: 'Suchen Sie nach Name, Nummer oder Art des Formulars.',
  duplicate: 'Duplizieren',
  invoiceOf: 'Rechnung entwerfen',
  paymentOf: 'Zahlung entwerfen',
  ofOrderLead: 'Schon jetzt können Sie vorbereiten:',
  orderIsDraft:
    'Dieser Auftrag ist noch ein Entwurf. Sie können dieses Formular jetzt ausfüllen und senden, sobald der Auftrag gesendet ist.',
  of: 'für {label}',
};
