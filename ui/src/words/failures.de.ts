import type { FailureTexts } from './failures.en';

export const failures: FailureTexts = {
  bad_address: {
    message: 'Das ist keine Adresse von NT24',
    hint: 'Sie muss mit https:// beginnen und darf keinen Benutzernamen enthalten',
  },
  unreachable: {
    message: 'NT24 ist nicht erreichbar',
    hint: 'Prüfen Sie das Netzwerk dieses Rechners. Ihre Arbeit bleibt erhalten und wird später gesendet',
  },
  tls_unknown_issuer: {
    message: 'Dieser Rechner vertraut dem Zertifikat der sicheren Verbindung nicht',
    hint: 'Oft ist ein Firmen-Proxy die Ursache. Bitten Sie Ihre IT-Abteilung, dessen Zertifikat auf diesem Rechner zu installieren',
  },
  tls: {
    message: 'Die sichere Verbindung ist fehlgeschlagen',
    hint: 'Prüfen Sie Datum und Uhrzeit dieses Rechners und versuchen Sie es erneut',
  },
  timeout: {
    message: 'NT24 hat nicht rechtzeitig geantwortet',
    hint: 'Waybill versucht es automatisch erneut',
  },
  connection_lost: {
    message: 'Die Verbindung ist abgebrochen, bevor NT24 geantwortet hat',
    hint: 'Waybill versucht es automatisch erneut; nichts geschieht doppelt',
  },
  credentials: {
    message: 'NT24 hat Client-ID oder Secret abgelehnt',
    hint: 'Prüfen Sie beides. Ein neues Secret können Sie in der Web-Anwendung von NT24 erzeugen. Wartende Einträge bleiben erhalten',
  },
  not_the_api: {
    message: 'Die Antwort kam nicht von NT24',
    hint: 'Ursache kann ein Proxy oder eine falsche Adresse sein. Prüfen Sie die Adresse oder fragen Sie Ihre IT-Abteilung',
  },
  captive_portal: {
    message: 'Dieses Netzwerk verlangt eine Anmeldung',
    hint: 'Melden Sie sich im Browser beim Netzwerk an und versuchen Sie es hier erneut. Ihre Arbeit bleibt erhalten',
  },
  bad_answer: {
    message: 'Waybill kann die Antwort von NT24 nicht lesen',
    hint: 'Installieren Sie die neueste Version von Waybill',
  },
  dpa_not_accepted: {
    message: 'Der Auftragsverarbeitungsvertrag ist noch nicht angenommen',
    hint: 'Ein Administrator kann ihn in der Web-Anwendung von NT24 annehmen',
  },
  capability_required: {
    message: 'Ihre Organisation darf das nicht',
    hint: 'Bitten Sie NT24, es für Ihre Organisation freizuschalten',
  },
  seller_not_authorized: {
    message: 'Ihre Organisation darf nicht für diesen Verkäufer handeln',
    hint: 'Wählen Sie in den Einstellungen einen anderen Verkäufer oder bitten Sie NT24 um die Berechtigung',
  },
  not_found: {
    message: 'NT24 hat diesen Datensatz nicht',
    hint: 'Vielleicht wurde er in der Web-Anwendung entfernt',
  },
  version_mismatch: {
    message: 'Jemand anderes hat es geändert',
    hint: 'Vergleichen Sie beide Fassungen im Postausgang und entscheiden Sie, welche gilt',
  },
  exists_with_other_data: {
    message: 'Es ist schon vorhanden, mit anderen Daten',
    hint: 'Vergleichen Sie beide Fassungen im Postausgang und entscheiden Sie, welche gilt',
  },
  milestone_already_set: {
    message: 'Dieser Schritt ist schon bestätigt',
    hint: 'Es ist nichts mehr zu tun; Sie können Ihren Eintrag zurückziehen',
  },
  validation: {
    message: 'NT24 hat einige Felder nicht angenommen',
    hint: 'Korrigieren Sie die markierten Felder und senden Sie erneut',
  },
  request_refused: {
    message: 'NT24 hat die Anfrage abgelehnt',
    hint: 'Nennen Sie dem Support von NT24 die Trace-ID',
  },
  rate_limited: {
    message: 'Die Anfragegrenze Ihrer Organisation ist erreicht',
    hint: 'Waybill versucht es automatisch erneut, sobald neue Anfragen erlaubt sind',
  },
  server_error: {
    message: 'Bei NT24 liegt eine technische Störung vor',
    hint: 'Waybill versucht es automatisch erneut. Ihre Daten sind nicht die Ursache',
  },
  unconfirmed: {
    message: 'Es ist nicht sicher, ob es angekommen ist',
    hint: 'Sehen Sie in der Web-Anwendung von NT24 nach und geben Sie dann hier an, ob es angekommen ist',
  },
  file_gone: {
    message: 'Die Datei ist nicht mehr da',
    hint: 'Wählen Sie sie in ihrem neuen Ordner aus',
  },
  file_changed: {
    message: 'Die Datei hat sich beim Lesen geändert',
    hint: 'Warten Sie, bis das andere Programm sie gespeichert hat, und wählen Sie sie erneut',
  },
  file_damaged: {
    message: 'Die Kopie dieser Datei auf diesem Rechner fehlt oder ist beschädigt',
    hint: 'Wählen Sie dieselbe Datei noch einmal, um die beschädigte Kopie zu ersetzen',
  },
  file_empty: {
    message: 'Die Datei ist leer',
    hint: 'Wählen Sie eine Datei mit Inhalt',
  },
  file_too_large: {
    message: 'Die Datei ist zu groß: {size}',
    hint: 'Die Grenze ist {limit}. Scannen Sie mit geringerer Auflösung',
  },
  file_too_large_for_server: {
    message: 'Novatrade24 hat die Datei als zu groß abgelehnt',
    hint: 'Die Grenze ist nicht dokumentiert. Scannen Sie das Dokument mit geringerer Auflösung oder teilen Sie es auf',
  },
  file_kind: {
    message: 'Die Datei ist kein PDF, JPEG oder PNG',
    hint: 'Speichern oder scannen Sie sie als PDF',
  },
  not_a_file: {
    message: 'Das ist keine Datei auf diesem Computer',
    hint: 'Wählen Sie die Dateien in einem Ordner, oder speichern Sie die Datei zuerst auf diesem Computer',
  },
  disk_full: {
    message: 'Der Datenträger dieses Rechners ist voll',
    hint: 'Schaffen Sie Platz. Was vorher gespeichert wurde, ist sicher',
  },
  newer_database: {
    message: 'Diese Daten hat eine neuere Version von Waybill geschrieben',
    hint: 'Installieren Sie die neueste Version und öffnen Sie die Daten dann erneut',
  },
  database_damaged: {
    message: 'Die Daten auf diesem Rechner sind beschädigt',
    hint: 'Stellen Sie eine Sicherung wieder her. Die beschädigten Daten bleiben daneben erhalten',
  },
  in_use: {
    message: 'Diese Daten sind in einem anderen Waybill geöffnet',
    hint: 'Schließen Sie das andere und versuchen Sie es erneut',
  },
  wrong_key: {
    message: 'Der Schlüssel öffnet diese Daten nicht',
    hint: 'Wurden die Daten von einem anderen Rechner kopiert? Nur dessen Schlüssel öffnet sie',
  },
  key_missing: {
    message: 'Der Schlüssel dieser Daten ist nicht im Schlüsselbund',
    hint: 'Melden Sie sich an diesem Rechner mit dem Konto an, das die Daten angelegt hat',
  },
  keychain_locked: {
    message: 'Der Schlüsselbund dieses Rechners ist gesperrt',
    hint: 'Entsperren Sie ihn und versuchen Sie es erneut',
  },
  keychain_not_set_up: {
    message: 'Der Schlüsselbund dieses Rechners ist nicht eingerichtet',
    hint: 'Legen Sie im Programm für Passwörter und Schlüssel den Standard-Schlüsselbund an, oder verwenden Sie eine Passphrase',
  },
  keychain_silent: {
    message: 'Der Schlüsselbund dieses Rechners antwortet nicht',
    hint: 'Suchen Sie ein Fenster, das nach seinem Passwort fragt, und versuchen Sie es dann erneut',
  },
  key_damaged: {
    message: 'Der geschützte Schlüssel dieser Daten ist beschädigt',
    hint: 'Die Passphrase ist nicht die Ursache. Stellen Sie die Datei connections.json aus einer Sicherung dieses Rechners wieder her',
  },
  passphrase_needed: {
    message: 'Dieser Rechner hat keinen nutzbaren Schlüsselbund',
    hint: 'Legen Sie stattdessen eine Passphrase zum Schutz der Daten fest',
  },
  wrong_passphrase: {
    message: 'Die Passphrase ist nicht richtig',
    hint: 'Prüfen Sie die Feststelltaste und die Tastaturbelegung',
  },
  passphrase_too_short: {
    message: 'Die Passphrase ist zu kurz',
    hint: 'Verwenden Sie mindestens {minimum} Zeichen',
  },
  other_organization: {
    message: 'Diese Daten gehören einer anderen Organisation',
    hint: 'Es wurden keine Daten vermischt. Legen Sie für diese Zugangsdaten eine neue Verbindung an',
  },
  move_waits: {
    message: 'Die Daten bleiben, wo sie sind. Einträge, die noch im Postausgang sind: {count}',
    hint: 'Warten Sie, bis alles gesendet ist, entscheiden Sie über Offenes, und ziehen Sie die Daten dann um',
  },
  address_in_use: {
    message: 'Waybill hat unter dieser Adresse schon Daten dieser Organisation',
    hint: 'Öffnen Sie jene Verbindung, oder prüfen Sie die Adressen',
  },
  unlock_first: {
    message: 'Die Daten, die umziehen sollen, sind gesperrt',
    hint: 'Öffnen und entsperren Sie jene Verbindung, und ziehen Sie sie in ihren Einstellungen um',
  },
  form_incomplete: {
    message: 'Einige Felder sind zuerst zu korrigieren',
    hint: 'Gehen Sie die markierten Felder durch',
  },
  gone: {
    message: 'Es wurde entfernt',
    hint: 'Gehen Sie zurück zur Liste',
  },
  not_open: {
    message: 'Es ist keine Verbindung geöffnet',
    hint: 'Öffnen Sie eine auf dem Startbildschirm',
  },
  already_sent: {
    message: 'Es ist schon gesendet und lässt sich nicht zurücknehmen',
    hint: 'Senden Sie eine Änderung, um es zu korrigieren',
  },
  step_held: { message: 'Das geht noch nicht', hint: '{held}' },
  not_ready_yet: {
    message: 'Die Datei ist noch nicht fertig',
    hint: 'Sie erscheint hier, sobald NT24 sie erstellt hat',
  },
  cannot_open: {
    message: 'Dieser Rechner hat kein Programm für diese Datei',
    hint: 'Speichern Sie die Datei und öffnen Sie sie mit einem Programm Ihrer Wahl',
  },
  cannot_save: {
    message: 'Die Datei lässt sich in diesem Ordner nicht speichern',
    hint: 'Wählen Sie einen anderen Ordner',
  },
  unsafe_link: {
    message: 'Novatrade24 hat einen Link geschickt, der nicht sicher zu öffnen ist',
    hint: 'Er ist nicht verschlüsselt oder keine Webadresse. Sagen Sie dem Support von Novatrade24 Bescheid',
  },
  no_browser: {
    message: 'Es ließ sich kein Browser starten',
    hint: 'Kopieren Sie den Link und öffnen Sie ihn selbst',
  },
  no_clipboard: {
    message: 'Der Link ließ sich nicht kopieren',
    hint: 'Öffnen Sie ihn stattdessen im Browser',
  },
  internal: {
    message: 'In Waybill ist ein Fehler aufgetreten',
    hint: 'Ihre gespeicherten Daten sind sicher. Versuchen Sie es erneut; tritt der Fehler wieder auf, starten Sie Waybill neu',
  },
};
