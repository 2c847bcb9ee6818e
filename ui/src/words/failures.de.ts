import type { FailureTexts } from './failures.en';

export const failures: FailureTexts = {
  bad_address: {
    message: 'Diese Adresse kann nicht zu Novatrade24 gehören',
    hint: 'Sie muss mit https:// beginnen und darf keinen Benutzernamen enthalten',
  },
  unreachable: {
    message: 'Novatrade24 ist nicht erreichbar',
    hint: 'Prüfen Sie das Netzwerk dieses Rechners. Ihre Arbeit bleibt erhalten und wird später gesendet',
  },
  tls_unknown_issuer: {
    message: 'Die sichere Verbindung ist von jemandem unterschrieben, dem dieser Rechner nicht vertraut',
    hint: 'Oft steht ein Firmen-Proxy dazwischen. Bitten Sie Ihre IT, dessen Zertifikat auf diesem Rechner zu installieren',
  },
  tls: {
    message: 'Die sichere Verbindung kam nicht zustande',
    hint: 'Prüfen Sie Datum und Uhrzeit dieses Rechners und versuchen Sie es erneut',
  },
  timeout: {
    message: 'Novatrade24 hat nicht rechtzeitig geantwortet',
    hint: 'Es wird von selbst erneut versucht',
  },
  connection_lost: {
    message: 'Die Verbindung brach ab, bevor die Antwort kam',
    hint: 'Es wird von selbst erneut versucht, ohne etwas doppelt zu tun',
  },
  credentials: {
    message: 'Novatrade24 hat Client-ID oder Secret abgelehnt',
    hint: 'Prüfen Sie beides. Ein neues Secret erzeugen Sie in der Web-Anwendung von Novatrade24; was wartet, bleibt erhalten',
  },
  not_the_api: {
    message: 'Etwas anderes als Novatrade24 hat geantwortet',
    hint: 'Vielleicht steht ein Proxy dazwischen, oder die Adresse stimmt nicht. Prüfen Sie sie oder fragen Sie Ihre IT',
  },
  captive_portal: {
    message: 'Dieses Netzwerk verlangt zuerst eine Anmeldung',
    hint: 'Öffnen Sie einen Browser und melden Sie sich beim Netzwerk an, dann versuchen Sie es hier erneut. Was Sie inzwischen tun, bleibt erhalten',
  },
  bad_answer: {
    message: 'Die Antwort von Novatrade24 war nicht lesbar',
    hint: 'Suchen Sie nach einer neueren Version von Waybill',
  },
  dpa_not_accepted: {
    message: 'Der Auftragsverarbeitungsvertrag ist noch nicht angenommen',
    hint: 'Ein Administrator nimmt ihn in der Web-Anwendung von Novatrade24 an',
  },
  capability_required: {
    message: 'Ihre Organisation darf das nicht',
    hint: 'Bitten Sie Novatrade24, es für Ihre Organisation freizuschalten',
  },
  seller_not_authorized: {
    message: 'Ihre Organisation darf nicht für diesen Verkäufer handeln',
    hint: 'Wählen Sie in den Einstellungen einen anderen Verkäufer oder lassen Sie sich von Novatrade24 berechtigen',
  },
  not_found: {
    message: 'Novatrade24 kennt diesen Eintrag nicht',
    hint: 'Vielleicht wurde er in der Web-Anwendung entfernt',
  },
  version_mismatch: {
    message: 'Es wurde inzwischen anderswo geändert',
    hint: 'Vergleichen Sie beides im Postausgang und entscheiden Sie, was gilt',
  },
  exists_with_other_data: {
    message: 'Es gibt das schon, mit anderen Daten',
    hint: 'Vergleichen Sie beides im Postausgang und entscheiden Sie, was gilt',
  },
  milestone_already_set: {
    message: 'Dieser Schritt ist schon bestätigt',
    hint: 'Mehr ist nicht nötig; Ihr Eintrag kann zurückgezogen werden',
  },
  validation: {
    message: 'Novatrade24 hat einige Felder abgelehnt',
    hint: 'Korrigieren Sie die markierten Felder und senden Sie erneut',
  },
  request_refused: {
    message: 'Novatrade24 hat die Anfrage abgelehnt',
    hint: 'Nennen Sie dem Support von Novatrade24 die Trace-ID',
  },
  rate_limited: {
    message: 'Das Anfragebudget Ihrer Organisation ist aufgebraucht',
    hint: 'Es wird von selbst erneut versucht, sobald das Budget aufgefüllt ist',
  },
  server_error: {
    message: 'Bei Novatrade24 liegt eine Störung vor',
    hint: 'Es wird von selbst erneut versucht. Ihre Daten sind nicht die Ursache',
  },
  unconfirmed: {
    message: 'Es ist vielleicht angekommen, und niemand kann es sagen',
    hint: 'Sehen Sie in der Web-Anwendung von Novatrade24 nach und sagen Sie dann, ob es angekommen ist',
  },
  file_gone: {
    message: 'Die Datei ist nicht mehr da',
    hint: 'Wählen Sie sie dort aus, wo sie jetzt liegt',
  },
  file_changed: {
    message: 'Die Datei hat sich beim Lesen geändert',
    hint: 'Warten Sie, bis das andere Programm sie gespeichert hat, und wählen Sie sie erneut',
  },
  file_damaged: {
    message: 'Die Kopie dieser Datei auf diesem Rechner fehlt oder ist beschädigt',
    hint: 'Wählen Sie dieselbe Datei noch einmal; sie tritt an die Stelle der beschädigten',
  },
  file_empty: {
    message: 'Die Datei ist leer',
    hint: 'Wählen Sie die Datei mit dem Inhalt',
  },
  file_too_large: {
    message: 'Die Datei ist zu groß: {size}',
    hint: 'Höchstens {limit} werden angenommen. Scannen Sie sie mit geringerer Auflösung',
  },
  file_too_large_for_server: {
    message: 'Novatrade24 hat die Datei als zu groß abgelehnt',
    hint: 'Die Grenze ist nicht dokumentiert. Scannen Sie das Dokument mit geringerer Auflösung oder teilen Sie es auf',
  },
  file_kind: {
    message: 'Der Inhalt ist weder PDF noch JPEG noch PNG',
    hint: 'Speichern oder scannen Sie ihn als PDF',
  },
  not_a_file: {
    message: 'Das ist ein Ordner oder eine Verknüpfung, keine Datei',
    hint: 'Wählen Sie die Dateien darin',
  },
  disk_full: {
    message: 'Der Datenträger dieses Rechners ist voll',
    hint: 'Schaffen Sie Platz. Was zuvor gespeichert wurde, ist sicher',
  },
  newer_database: {
    message: 'Diese Daten hat eine neuere Version von Waybill geschrieben',
    hint: 'Installieren Sie die neueste Version und öffnen Sie sie erneut',
  },
  database_damaged: {
    message: 'Die Daten auf diesem Rechner sind beschädigt',
    hint: 'Stellen Sie eine Sicherung wieder her. Das Beschädigte bleibt daneben erhalten',
  },
  in_use: {
    message: 'Ein anderes Waybill hat diese Daten geöffnet',
    hint: 'Schließen Sie das andere und versuchen Sie es erneut',
  },
  wrong_key: {
    message: 'Der Schlüssel öffnet diese Daten nicht',
    hint: 'Wurden die Daten von einem anderen Rechner kopiert? Sie öffnen sich nur mit dessen Schlüssel',
  },
  key_missing: {
    message: 'Der Schlüssel dieser Daten ist nicht im Schlüsselbund',
    hint: 'Melden Sie sich an diesem Rechner als die Person an, die die Daten angelegt hat',
  },
  keychain_locked: {
    message: 'Der Schlüsselbund dieses Rechners ist gesperrt',
    hint: 'Entsperren Sie ihn und versuchen Sie es erneut',
  },
  passphrase_needed: {
    message: 'Auf diesem Rechner antwortet kein Schlüsselbund',
    hint: 'Legen Sie stattdessen eine Passphrase fest, die die Daten schützt',
  },
  wrong_passphrase: {
    message: 'Das ist nicht die Passphrase',
    hint: 'Prüfen Sie Großbuchstaben und die Tastaturbelegung',
  },
  passphrase_too_short: {
    message: 'Die Passphrase ist zu kurz',
    hint: 'Mindestens {minimum} Zeichen sind nötig',
  },
  other_organization: {
    message: 'Diese Daten gehören einer anderen Organisation',
    hint: 'Nichts wurde vermischt. Legen Sie für diese Zugangsdaten eine neue Verbindung an',
  },
  form_incomplete: {
    message: 'Im Formular ist zuerst etwas zu korrigieren',
    hint: 'Gehen Sie die markierten Felder durch',
  },
  gone: {
    message: 'Es wurde inzwischen entfernt',
    hint: 'Gehen Sie zurück zur Liste',
  },
  not_open: {
    message: 'Keine Verbindung ist geöffnet',
    hint: 'Öffnen Sie eine auf dem Startbildschirm',
  },
  already_sent: {
    message: 'Es wurde schon gesendet und kann nicht zurückgenommen werden',
    hint: 'Korrigieren Sie es stattdessen mit einer Änderung',
  },
  not_ready_yet: {
    message: 'Es gibt noch keine Datei zum Öffnen',
    hint: 'Sie erscheint hier, sobald Novatrade24 sie erstellt hat',
  },
  cannot_open: {
    message: 'Kein Programm auf diesem Rechner öffnet diese Datei',
    hint: 'Speichern Sie sie und öffnen Sie sie mit einem Programm Ihrer Wahl',
  },
  cannot_save: {
    message: 'Die Datei kann dort nicht gespeichert werden',
    hint: 'Wählen Sie einen anderen Ordner',
  },
  internal: {
    message: 'Waybill hat einen Fehler gemacht',
    hint: 'Was gespeichert wurde, ist sicher. Versuchen Sie es erneut; bleibt es so, starten Sie Waybill neu',
  },
};
