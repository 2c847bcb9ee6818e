import type { lock as english } from './lock.en';

/** Texts of the lock in German. */
export const lock: typeof english = {
  lock: 'Sperren',
  lockTitle: 'Sperren: nimmt die Daten vom Bildschirm und aus dem Speicher',
  lockNow: 'Jetzt sperren',
  section: 'Sperre',
  after: 'Sperren nach Untätigkeit',
  afterHelp:
    'Ohne dass Taste oder Maus benutzt wird. Was wartet, bleibt und wird nach dem Entsperren gesendet',
  minutes: { one: '{count} Minute', other: '{count} Minuten' },
  never: 'Nie',
  title: '{name} ist gesperrt',
  keychainText: 'Der Schlüssel liegt im Schlüsselbund dieses Rechners. Gesperrt wird nichts gesendet.',
  protect: 'Mit Passphrase schützen …',
  protectTitle: 'Die Daten mit einer Passphrase schützen',
  protectText:
    'Der Schlüssel der Daten verlässt den Schlüsselbund und liegt stattdessen unter Ihrer Passphrase. Sie werden bei jedem Start und nach jeder Sperre nach ihr gefragt.',
  protectSet: 'Schützen',
  release: 'Schlüssel im Schlüsselbund ablegen …',
  releaseTitle: 'Den Schlüssel im Schlüsselbund ablegen?',
  releaseText:
    'Nach der Passphrase wird nicht mehr gefragt: Wer an diesem Rechner angemeldet ist, kann die Daten öffnen.',
  releaseConfirm: 'Im Schlüsselbund ablegen',
};
