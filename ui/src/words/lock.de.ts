import type { lock as english } from './lock.en';

/** Texts of the lock in German. */
export const lock: typeof english = {
  lock: 'Sperren',
  lockTitle: 'Sperren: nimmt die Daten vom Bildschirm. Gesendet wird weiter',
  lockTitlePassphrase:
    'Sperren: entfernt die Daten aus Bildschirm und Speicher. Bis zum Entsperren wird nichts gesendet',
  lockNow: 'Jetzt sperren',
  section: 'Sperre',
  after: 'Sperren nach Inaktivität',
  afterHelp:
    'Zeit ohne Tastatur und Maus. Ohne Passphrase verdeckt die Sperre nur den Bildschirm: Entsperren kann jeder an diesem Rechner. Gesendet wird weiter',
  afterHelpPassphrase:
    'Zeit ohne Tastatur und Maus. Während der Sperre wird nichts gesendet und nichts gelesen; was wartet, bleibt erhalten und geht nach dem Entsperren hinaus',
  minutes: { one: '{count} Minute', other: '{count} Minuten' },
  never: 'Nie',
  title: '{name} ist gesperrt',
  goesOn: 'Nur der Bildschirm ist gesperrt. Waybill sendet und liest weiter.',
  stopped:
    'Während der Sperre wird nichts gesendet und nichts gelesen. Was wartet, bleibt erhalten und geht nach dem Entsperren hinaus.',
  noPassphrase: 'Es ist keine Passphrase gesetzt: Entsperren kann jeder an diesem Rechner.',
  openedLeft: 'Ein geöffnetes Dokument liegt noch auf diesem Rechner',
  openedLeftText:
    'Ein anderes Programm zeigt es noch. Schließen Sie es dort: Waybill entfernt die Kopie dann von selbst.',
  protect: 'Mit Passphrase schützen …',
  protectTitle: 'Die Daten mit einer Passphrase schützen',
  protectText:
    'Ihre Passphrase schützt den Schlüssel der Daten, anstelle des Schlüsselbunds. Waybill fragt bei jedem Start und nach jeder Sperre danach.',
  protectSet: 'Schützen',
  release: 'Schlüssel im Schlüsselbund ablegen …',
  releaseTitle: 'Den Schlüssel im Schlüsselbund ablegen?',
  releaseText:
    'Waybill fragt nicht mehr nach der Passphrase. Jeder, der an diesem Rechner angemeldet ist, kann die Daten öffnen.',
  releaseConfirm: 'Im Schlüsselbund ablegen',
};
