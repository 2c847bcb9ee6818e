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
  leaveTitle: 'Ohne Speichern verlassen?',
  leaveText:
    'Dieses Formular konnte nicht gespeichert werden. Wenn Sie es jetzt verlassen, geht verloren, was Sie seit dem letzten Speichern eingegeben haben. Solange es offen ist, versucht Waybill weiter, es zu speichern.',
  leave: 'Ohne Speichern verlassen',
  lockTitle: 'Ohne Speichern sperren?',
  lockText:
    'Dieses Formular konnte nicht gespeichert werden, und Waybill ist noch nicht gesperrt. Wenn Sie jetzt sperren, geht verloren, was Sie seit dem letzten Speichern eingegeben haben.',
  lock: 'Ohne Speichern sperren',
  stay: 'Im Formular bleiben',
};
