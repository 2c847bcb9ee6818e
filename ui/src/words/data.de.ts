import type { data as english } from './data.en';

/** Texts of the data on this computer in German. */
export const data: typeof english = {
  tabs: { general: 'Allgemein', data: 'Daten' },
  backups: 'Sicherungen',
  backupsText:
    'Verschlüsselte Kopien aller Daten auf diesem Rechner außer den Dateien, die sich nie ändern. Waybill erstellt jeden Tag, an dem es geöffnet ist, eine Sicherung, außerdem vor jedem riskanten Schritt.',
  backUpNow: 'Jetzt sichern',
  copyFailed: 'Die heutige Sicherung ist fehlgeschlagen; Waybill versucht es alle zehn Minuten erneut',
  noBackups: 'Noch keine Sicherung',
  noBackupsText: 'Waybill erstellt die erste innerhalb eines Tages. Sie können auch jetzt eine erstellen.',
  reasons: {
    daily: 'Täglich',
    migration: 'Vor einer Umstellung der Daten',
    restore: 'Vor einer Wiederherstellung',
    asked: 'Von Ihnen erstellt',
  },
  restore: 'Wiederherstellen …',
  restoreOf: 'Sicherung vom {when} wiederherstellen',
  restoreTitle: 'Zu dieser Sicherung zurückgehen?',
  restoreWhen: 'Vom {when}. Was Sie danach gemacht haben, ist nicht enthalten.',
  restorePoints: {
    kept: 'Zuerst werden die jetzigen Daten gesichert, damit Sie zu ihnen zurückkehren können.',
    sent: 'Was seitdem an NT24 gesendet wurde, bleibt dort und wird neu gelesen.',
    once: 'Nichts wird doppelt gesendet. Einträge, die in dieser Sicherung warteten, sind vielleicht schon gesendet: Waybill fragt Sie nach deren Dokumenten und Ansprechpartnern.',
    paused: 'Das Senden bleibt angehalten, bis Sie es im Postausgang fortsetzen.',
  },
  restoreConfirm: 'Wiederherstellen',
  restored: 'Die Sicherung ist wiederhergestellt',
  fromBackup: 'Aus einer Sicherung wiederherstellen',
  fromBackupText: 'Zuerst werden die jetzigen Daten gesichert.',
  check: 'Datenprüfung',
  checkText: 'Liest die ganze Datenbank und jede Datei und meldet jeden Schaden.',
  checkNow: 'Jetzt prüfen',
  checking: 'Alle Dateien werden gelesen. Das kann einige Minuten dauern; Sie können weiterarbeiten.',
  neverChecked: 'Noch nicht geprüft',
  checkedFine: 'Kein Schaden gefunden',
  checkedAt: 'Geprüft {when}',
  found: {
    one: '{count} Problem gefunden',
    other: '{count} Probleme gefunden',
  },
  findings: {
    database: 'Die Datenbank ist beschädigt. Stellen Sie eine Sicherung wieder her',
    fileMissing: '{name} fehlt',
    fileAltered: '{name} wurde verändert',
    backup:
      'Die Sicherung vom {when} ist beschädigt und kann nicht wiederhergestellt werden. Sichern Sie jetzt',
    fileNameless: 'Eine Datei ohne Namen',
  },
  files: 'Dateien auf diesem Rechner',
  filesText: { one: '{count} Datei, {size}', other: '{count} Dateien, {size}' },
  keep: 'Lokale Kopien behalten',
  keepHelp:
    'Kopien bleiben unbegrenzt, außer Sie wählen eine Anzahl von Tagen. Auch dann wird eine Kopie, die so lange nicht benutzt wurde, erst gelöscht, wenn NT24 dasselbe Dokument gerade bei einem Probeabruf zurückgegeben hat. Dokumente, die NT24 nicht zurückgibt, bleiben hier. Name, Größe und Quittung bleiben immer, und beim Öffnen einer gelöschten Kopie wird das Dokument wieder geholt.',
  kycStays:
    'NT24 lässt Ihre Organisation keine KYC-Dokumente herunterladen. Deren Kopien bleiben in jedem Fall auf diesem Rechner.',
  days: { one: '{count} Tag', other: '{count} Tage' },
  forEver: 'Unbegrenzt',
  export: 'Alle Daten exportieren',
  exportText:
    'Schreibt alle Daten in einen Ordner, den Sie ohne Waybill lesen können: Käufer, Aufträge, Entwürfe, Quittungen und Dateien. Der Export ist nicht verschlüsselt.',
  exportNow: 'Exportieren …',
  exported: { one: 'Exportiert mit {count} Datei', other: 'Exportiert mit {count} Dateien' },
  diagnostics: 'Diagnose',
  diagnosticsText:
    'Speichert eine Textdatei für alle, die Ihnen helfen: Version, System, Zustand der Verbindung, Anzahl der Einträge und das Protokoll des Programms. Sie enthält keine Namen, USt-IdNrn., Fahrzeuge, Dokumente oder Passwörter. Lesen Sie sie, bevor Sie sie senden; Waybill selbst sendet nichts.',
  diagnosticsSave: 'Diagnose speichern …',
  diagnosticsSaved: 'Diagnose gespeichert',
  notLocal: 'Lokale Kopie entfernt',
  notLocalTitle:
    'NT24 hat das Dokument bei einem Probeabruf zurückgegeben; beim Öffnen wird es wieder geholt',
};
