import type { conflict as english } from './conflict.en';

/** Texts of the conflict screen in German. */
export const conflict: typeof english = {
  kinds: {
    versionMismatch: {
      title: 'Bei NT24 geändert, seit Sie begonnen haben',
      lead: 'Jemand anderes hat denselben Datensatz geändert, nachdem Sie begonnen hatten. Wählen Sie für jedes Feld, welcher Wert gilt. Vor Ihrer Entscheidung wird nichts gesendet.',
    },
    existsWithOtherData: {
      title: 'Bei NT24 schon vorhanden, mit anderen Daten',
      lead: 'NT24 hat unter derselben Nummer schon einen Datensatz. Vergleichen Sie ihn mit Ihrem: Ist es derselbe, und welche Daten stimmen?',
    },
    milestoneAlreadySet: {
      title: 'Dieser Schritt ist schon bestätigt',
      lead: 'Jemand anderes hat ihn bestätigt, oder ein früherer Versuch von Ihnen kam an und die Antwort ging verloren. Ein bestätigter Schritt lässt sich bei NT24 nicht mehr ändern. Sie können Ihre Daten als Entwurf behalten.',
    },
  },
  changedBy: 'Von {by}, {when}',
  changedBySomebody: 'Zuletzt geändert {when}; NT24 nennt nicht, von wem',
  changedByOnly: 'Von {by}',
  caption: 'Werte je Feld: vorher, Ihr Wert und bei NT24',
  field: 'Feld',
  base: 'Vorher',
  mine: 'Ihr Wert',
  theirs: 'Bei NT24',
  empty: 'leer',
  unseen: 'wird von NT24 nicht angezeigt',
  yes: 'ja',
  no: 'nein',
  choose: 'Bitte wählen',
  onlyThere: 'Nur bei NT24 geändert: bitte trotzdem wählen',
  resultWrong: 'Mit dieser Auswahl wäre der Datensatz falsch',
  contradict: 'Die gewählten Werte widersprechen sich',
  sensitive: 'Bitte wählen: wird nie automatisch zusammengeführt',
  fixed: 'Nicht mehr änderbar',
  merged: { mine: 'Nur von Ihnen geändert: Ihr Wert bleibt', theirs: 'Nur bei NT24 geändert: übernommen' },
  allMine: 'Überall Ihren Wert wählen',
  allTheirs: 'Überall den Wert von NT24 wählen',
  missing: 'Noch zu wählen: {fields}',
  gone: 'Hier ist nichts zu entscheiden',
  goneText: 'Der Eintrag ist schon entschieden oder zurückgezogen.',
  toOutbox: 'Postausgang öffnen',
};
