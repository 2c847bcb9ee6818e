import type { conflict as english } from './conflict.en';

/** Texts of the conflict screen in German. */
export const conflict: typeof english = {
  kinds: {
    versionMismatch: {
      title: 'Inzwischen bei Novatrade24 geändert',
      lead: 'Jemand hat denselben Eintrag geändert, nachdem Sie begonnen hatten. Wählen Sie Feld für Feld, was gilt; vorher wird nichts gesendet.',
    },
    existsWithOtherData: {
      title: 'Es gibt ihn schon, mit anderen Daten',
      lead: 'Novatrade24 hat unter derselben Nummer schon einen Eintrag. Vergleichen Sie ihn mit Ihrem: Ist es dasselbe, und welche Daten stimmen?',
    },
    milestoneAlreadySet: {
      title: 'Dieser Schritt ist schon bestätigt',
      lead: 'Er wurde vorher bestätigt: von jemand anderem, oder durch einen früheren Versuch von Ihnen, dessen Antwort verloren ging. Einen bestätigten Schritt lässt Novatrade24 niemanden ändern; Ihre Angaben müssen aber nicht verloren gehen.',
    },
  },
  changedBy: 'Von {by}, {when}',
  changedBySomebody: 'Zuletzt geändert {when}; von wem, sagt Novatrade24 nicht',
  changedByOnly: 'Von {by}',
  caption: 'Womit Sie begonnen haben, Ihres, und was Novatrade24 hat, Feld für Feld',
  field: 'Feld',
  base: 'Vorher',
  mine: 'Ihres',
  theirs: 'Bei Novatrade24',
  empty: 'leer',
  unseen: 'zeigt Novatrade24 nicht',
  yes: 'ja',
  no: 'nein',
  choose: 'Bitte wählen',
  sensitive: 'Entscheidet sich nie von selbst',
  fixed: 'Lässt sich nicht mehr ändern',
  merged: { mine: 'Nur von Ihnen geändert: Ihres bleibt', theirs: 'Nur dort geändert: übernommen' },
  allMine: 'Überall Ihres wählen',
  allTheirs: 'Überall das von Novatrade24 wählen',
  missing: 'Erst wählen: {fields}',
  gone: 'Hier ist nichts zu entscheiden',
  goneText: 'Es ist schon entschieden oder zurückgezogen.',
  toOutbox: 'Zum Postausgang',
};
