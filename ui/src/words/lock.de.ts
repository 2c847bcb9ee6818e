import type { lock as english } from './lock.en';

/** Texts of the lock in German. */
export const lock: typeof english = {
  lock: 'Sperren',
  lockTitle: 'Sperren: entfernt die Daten vom Bildschirm und aus dem Speicher',
  lockNow: 'Jetzt sperren',
  section: 'Sperre',
  after: 'Sperren nach Inaktivität',
  afterHelp:
    'Zeit ohne Tastatur und Maus. Wartende Einträge bleiben erhalten und werden nach dem Entsperren gesendet',
  minutes: { one: '{count} Minute', other: '{count} Minuten' },
  never: 'Nie',
  title: '{name} ist gesperrt',
  keychainText:
    'Der Schlüssel liegt im Schlüsselbund dieses Rechners. Während der Sperre wird nichts gesendet.',
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
