import type { data as english } from './data.en';

/** Texts of the data on this computer in German. */
export const data: typeof english = {
  tabs: { general: 'Allgemein', data: 'Daten' },
  backups: 'Sicherungen',
  backupsText:
    'Verschlüsselte Kopien von allem, was hier liegt, außer den Dateien, die nie verändert werden. Jeden Tag, an dem Waybill offen ist, entsteht eine, und vor allem, was riskant ist.',
  backUpNow: 'Jetzt sichern',
  copyFailed: 'Die heutige Sicherung ist nicht gelungen; alle zehn Minuten folgt ein neuer Versuch',
  noBackups: 'Noch keine Sicherung',
  noBackupsText: 'Die erste entsteht innerhalb eines Tages von selbst, oder jetzt.',
  reasons: {
    daily: 'Täglich',
    migration: 'Vor einer Umstellung der Daten',
    restore: 'Vor einer Wiederherstellung',
    asked: 'Auf Wunsch',
  },
  restore: 'Wiederherstellen …',
  restoreOf: 'Sicherung vom {when} wiederherstellen',
  restoreTitle: 'Zu dieser Sicherung zurückgehen?',
  restoreWhen: 'Vom {when}. Alles, was seitdem hier getan wurde, ist nicht darin.',
  restorePoints: {
    kept: 'Die Daten, wie sie jetzt sind, werden zuerst selbst gesichert, damit Sie zurückkönnen.',
    sent: 'Was seitdem an Novatrade24 gesendet wurde, bleibt dort und wird neu gelesen.',
    once: 'Nichts wird doppelt gesendet: Was in der Sicherung noch wartete, ist vielleicht schon gesendet. Nach seinen Dokumenten und Kontakten werden Sie gefragt.',
  },
  restoreConfirm: 'Wiederherstellen',
  restored: 'Die Sicherung ist wiederhergestellt',
  fromBackup: 'Aus einer Sicherung wiederherstellen',
  fromBackupText: 'Die Daten, wie sie jetzt sind, werden zuerst selbst gesichert.',
  check: 'Prüfung der Daten',
  checkText: 'Liest die ganze Datenbank und jede Datei und vergleicht jede mit dem, was von ihr bekannt ist.',
  checkNow: 'Jetzt prüfen',
  checking: 'Jede Datei wird gelesen. Das kann einige Minuten dauern; Sie können weiterarbeiten.',
  neverChecked: 'Noch nicht geprüft',
  checkedFine: 'Alles ist heil',
  checkedAt: 'Geprüft {when}',
  found: {
    one: '{count} Sache ist nicht, wie sie sein soll',
    other: '{count} Dinge sind nicht, wie sie sein sollen',
  },
  findings: {
    database: 'Die Datenbank ist beschädigt. Stellen Sie eine Sicherung wieder her',
    fileMissing: '{name} fehlt',
    fileAltered: '{name} wurde verändert',
    fileNameless: 'Eine Datei ohne Namen',
  },
  files: 'Dateien auf diesem Rechner',
  filesText: { one: '{count} Datei, {size}', other: '{count} Dateien, {size}' },
  keep: 'Lokale Kopien behalten',
  keepHelp:
    'Gezählt ab der Bestätigung des Hochladens durch Novatrade24. Danach verschwindet die Kopie hier; Name, Größe und Quittung bleiben, und beim Öffnen wird sie wieder geholt.',
  days: { one: '{count} Tag', other: '{count} Tage' },
  forEver: 'Für immer',
  export: 'Alles mitnehmen',
  exportText:
    'Schreibt alles, was hier liegt, in einen Ordner, lesbar ohne Waybill: Käufer, Aufträge, Entwürfe, Quittungen und die Dateien. Dort ist es nicht verschlüsselt.',
  exportNow: 'Exportieren …',
  exported: { one: 'Exportiert mit {count} Datei', other: 'Exportiert mit {count} Dateien' },
  notLocal: 'Lokale Kopie entfernt',
  notLocalTitle: 'Das Dokument liegt bei Novatrade24; beim Öffnen wird es wieder geholt',
};
