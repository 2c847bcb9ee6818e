import type { tray as En } from './tray.en';

/** Texts of the screen of files that have no place yet, in German. */
export const tray: typeof En = {
  title: 'Dokumente',
  lead: 'Dateien, die noch zu keinem Käufer und keinem Auftrag gehören. Weitere legen Sie irgendwo auf dieser Seite ab.',
  count: { one: '{count} Datei', other: '{count} Dateien' },
  none: 'Keine Datei ohne Platz',
  noneText:
    'Legen Sie Dateien hier ab oder auf der Seite eines Käufers oder Auftrags. Waybill bewahrt sie auf, bis sie einen Platz haben.',
  dropHint: 'Dateien ablegen: Sie bleiben hier, bis sie einen Platz haben',
  place: 'Zuordnen …',
  placeTitle: 'Wohin gehört {name}?',
  search: 'Auftragsnummer, FIN, Käufer oder USt-IdNr.',
  noneFound: 'Nichts passt zu „{text}“',
  discard: '{name} verwerfen',
  discarded: '{name} wurde verworfen',
  waits: 'Liegt unter Dokumente',
  use: 'Hier verwenden',
  dropOrder: 'Dateien irgendwo auf dieser Seite ablegen: Jede kommt zu ihrem Schritt',
  dropBuyer: 'Dateien irgendwo auf dieser Seite ablegen',
};
