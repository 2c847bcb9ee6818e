import type { why as whyEn, whys as whysEn } from './whys.en';

export const whys: typeof whysEn = {
  required:
    'NT24 lehnt den Eintrag ohne dieses Feld ab. Füllen Sie es aus; Sie können auch jetzt speichern und es später ergänzen.',
  'date.future':
    'Nur Geschehenes lässt sich belegen. Tragen Sie den Tag vom Dokument ein, oder warten Sie, bis es geschehen ist.',
  'date.format':
    'Ein Tag, den niemand lesen kann, ginge verloren. Schreiben Sie Tag, Monat und Jahr, zum Beispiel 31.12.2026.',
  'contact.email': 'NT24 schreibt an diese Adresse. Ohne @ oder mit Leerzeichen erreicht sie niemanden.',
  'contact.phone':
    'Internationale Nummern bestehen aus + und Ziffern. Lassen Sie Buchstaben und Anmerkungen weg.',
  'vat.prefix':
    'Die zwei Buchstaben sagen, welcher Staat die Nummer vergeben hat; VIES braucht sie zur Prüfung.',
  'vat.country':
    'Steuerfrei ist ein Verkauf nur mit einer USt-IdNr. eines Mitgliedstaats. Bitten Sie um die Nummer für den Handel in der EU.',
  'vat.gb':
    'Großbritannien gehört nicht mehr zum Steuergebiet; VIES kennt keine GB-Nummern mehr. Händler in Nordirland haben eine Nummer mit XI.',
  'vat.oss':
    'Mit diesen Nummern werden Verkäufe an Verbraucher an einer Stelle erklärt. Sie belegen nicht, dass der Käufer ein Unternehmen ist.',
  'vat.format':
    'Jeder Staat hat seine eigene Länge und Reihenfolge. Eine Nummer, die nicht passt, kann nicht stimmen; VIES lehnt sie ab.',
  'vat.likely':
    'Die Nummer passt, wenn ein Teil ergänzt oder weggelassen wird. Übernehmen Sie den Vorschlag erst nach einem Vergleich mit den Unterlagen des Käufers.',
  'vat.symbol':
    'Die Nummer hat eine alte Form, die NT24 nicht annimmt. Das Finanzamt des Käufers hat eine neuere vergeben.',
  'vat.check_digit':
    'Die meisten Staaten verwenden eine Prüfziffer. Manche echte Nummern erfüllen sie nicht, darum ist dies ein Hinweis: VIES entscheidet.',
  'vat.normalised':
    'Leerzeichen, Punkte und Beschriftungen entfallen, weil NT24 nur Buchstaben und Ziffern annimmt.',
  'vin.length':
    'Seit 1981 hat jede FIN 17 Zeichen. Fehlt eines, taugen die Belege des ganzen Verkaufs nichts.',
  'vin.character':
    'I, O und Q kommen nie vor, weil sie wie 1 und 0 aussehen. Lesen Sie die FIN noch einmal vom Fahrzeugschein ab.',
  'vin.check_digit':
    'Fahrzeuge für Nordamerika und China haben an Stelle 9 eine Prüfziffer. Steht es so im Fahrzeugschein, fahren Sie fort.',
  'money.format':
    'Ein Betrag, der falsch gelesen werden kann, wird nie geraten. Schreiben Sie Ziffern, und Komma oder Punkt für Cent.',
  'money.ambiguous':
    '18.500 kann achtzehntausendfünfhundert oder achtzehneinhalb bedeuten. Schreiben Sie 18500 oder 18500,00.',
  'money.negative': 'Rechnungen und Zahlungen sind positiv. Eine Gutschrift gehört nicht in dieses Formular.',
  'money.decimals': 'Die Währung hat weniger Nachkommastellen; ein Teil würde abgeschnitten.',
  'money.too_large':
    'So große Beträge lassen sich nicht genau berechnen. Wahrscheinlich ist es ein Tippfehler.',
  'money.currency': 'Währungen schreibt man mit den drei Buchstaben der ISO 4217.',
  'number.format': 'Hier zählen nur ganze Zahlen; ein Bruch oder eine Spanne würde falsch gelesen.',
  'iban.format':
    'Eine IBAN beginnt mit zwei Buchstaben und zwei Ziffern. Übernehmen Sie sie vom Kontoauszug.',
  'iban.length':
    'Jedes Land hat eine feste Länge. Eine Ziffer fehlt oder steht doppelt: vergleichen Sie in Vierergruppen.',
  'iban.check_digits':
    'Die zwei Ziffern nach dem Land prüfen den Rest. Eine Ziffer ist falsch, oder zwei sind vertauscht.',
  'iban.unknown_country':
    'Diese Version kennt die IBAN dieses Landes nicht. Bestätigt die Bank die Nummer, fahren Sie fort.',
  'iban.country':
    'Steuer- und Geldwäscheprüfer fragen, wer gezahlt hat. Lassen Sie sich ein Konto in einem anderen Land erklären, und legen Sie die Erklärung zur Zahlung.',
  'iban.new':
    'Betrüger schicken neue Kontodaten per E-Mail. Rufen Sie den Käufer unter einer bekannten Nummer an, bevor Sie sich darauf verlassen.',
  'buyer.country':
    'Die Rechnung muss die Anschrift des Käufers zeigen. Nummer und Anschrift gehören meist zum selben Staat.',
  'buyer.same_state':
    'Steuerfrei ist nur eine Lieferung in einen anderen Mitgliedstaat. Mit einer Nummer Ihres eigenen Staats fällt Steuer an.',
  'buyer.kyc_mode': 'NT24 muss wissen, wer den Käufer prüft: NT24 selbst oder Ihre Organisation.',
  'buyer.exists': 'NT24 führt zu jeder USt-IdNr. einen Käufer. Öffnen Sie den vorhandenen.',
  'buyer.blocked':
    'Ihre Organisation oder NT24 hat diesen Käufer gesperrt. Fragen Sie dort nach, bevor Sie verkaufen.',
  'buyer.gone':
    'Der Käufer wurde zurückgezogen, bevor NT24 ihn hatte. Ein Auftrag braucht einen Käufer, der bei NT24 ist oder auf das Senden wartet.',
  'order.no_vehicle': 'Ein Auftrag betrifft mindestens ein Fahrzeug.',
  'order.multi_vin':
    'NT24 hat Aufträge mit mehreren Fahrzeugen für Ihre Organisation nicht freigeschaltet. Auf Anfrage geht das.',
  'order.vin_twice': 'Ein Fahrzeug wird einmal verkauft. Eine der beiden Zeilen ist ein Versehen.',
  'order.vin_open':
    'Dasselbe Fahrzeug kann nicht zweimal zugleich verkauft werden. Stornieren Sie zuerst den anderen Auftrag, oder prüfen Sie die FIN.',
  'order.vin_earlier':
    'Sie haben dieses Fahrzeug schon einmal verkauft. Haben Sie es zurückgekauft, ist das in Ordnung.',
  'order.amount': 'NT24 nimmt kein Fahrzeug ohne Preis an.',
  'order.price_window':
    'Die meisten Preise außerhalb dieses Bereichs sind um den Faktor 100 falsch. Stimmt der Preis, fahren Sie fort.',
  'order.total': 'NT24 vergleicht die Summe mit den einzelnen Preisen.',
  'order.currency': 'NT24 zählt die Preise zusammen; das geht nur in einer Währung.',
  'order.exists':
    'Die Auftragsnummer kennzeichnet den Auftrag bei NT24. Wählen Sie eine andere, oder öffnen Sie den vorhandenen.',
  'value.kept': 'Eine Änderung kann bei NT24 Werte nur setzen. Entfernen kann sie nur NT24.',
  'order.same_state': 'Die Befreiung verlangt einen Transport von einem Mitgliedstaat in einen anderen.',
  'order.not_member': 'Verkäufe in andere Länder sind Ausfuhren mit Zollpapieren; NT24 belegt sie nicht.',
  'order.registration_late':
    'Ein gebrauchtes Fahrzeug wurde vor dem Verkauf zugelassen. Eines der beiden Daten stimmt wohl nicht.',
  'order.mileage': 'Die Zahl ist für ein Fahrzeug ungewöhnlich: vielleicht Meter, oder eine Ziffer zu viel.',
  'order.new_vehicle':
    'Bis 6 Monate oder 6.000 km gilt ein Fahrzeug als neu, gleich wie es angeboten wird. Es wird im Zielland besteuert, und die Differenzbesteuerung ist ausgeschlossen.',
  'order.new_vehicle_near':
    'Nahe der Grenze entscheiden Tag und Kilometer über die Steuer. Halten Sie sie mit einem Foto des Tachos fest.',
  'order.new_vehicle_unknown': 'Ohne beide Werte lässt sich nicht sagen, ob das Fahrzeug als neu gilt.',
  'order.not_known_yet':
    'Eine Änderung braucht die Fassung des Auftrags bei NT24. Sie ist da, sobald der Auftrag gesendet ist.',
  'invoice.amount': 'Eine Rechnung ohne Betrag belegt nichts.',
  'invoice.total':
    'NT24 vergleicht Rechnung und Auftrag. Ein Unterschied hält die Entscheidung über die Befreiung auf.',
  'invoice.total_with_vat':
    'NT24 sagt nicht, ob die Auftragssumme die Umsatzsteuer enthält. Liegt der Unterschied nur an ihr, kann es stimmen.',
  'invoice.currency': 'NT24 vergleicht Rechnung und Auftrag in einer Währung.',
  'invoice.margin_exempt':
    'Ein Verkauf mit Differenzbesteuerung ist nie steuerfrei. So hat der Gerichtshof für Gebrauchtwagen entschieden, die mit beidem berechnet wurden. Wählen Sie, was der Einkauf des Fahrzeugs erlaubt.',
  'invoice.new_vehicle_margin':
    'Die Differenzbesteuerung gilt für Gebrauchtes; ein neues Fahrzeug ist gesetzlich ausgeschlossen.',
  'invoice.new_vehicle_taxed':
    'Der Käufer zahlt die Umsatzsteuer im Zielland; auf der Rechnung steht darum keine.',
  'invoice.exempt_vat_number':
    'Der Käufer muss Ihnen vor dem Verkauf eine USt-IdNr. eines anderen Mitgliedstaats genannt haben. Ohne sie berechnen Sie Umsatzsteuer.',
  'invoice.before_purchase':
    'Rechnungen folgen meist auf den Vertrag. War es eine Anzahlung, fahren Sie fort.',
  'invoice.before_preliminary': 'Die endgültige Rechnung ersetzt die vorläufige; sie kann nicht älter sein.',
  'invoice.export_with_vat':
    'NT24 hat entschieden, dass der Verkauf steuerfrei ist. Eine ausgewiesene Steuer würden Sie schulden.',
  'invoice.taxed_without_vat':
    'NT24 hat entschieden, dass Umsatzsteuer anfällt. Fehlt sie auf der Rechnung, tragen Sie sie selbst.',
  'invoice.undecided':
    'Die Entscheidung sagt, ob die endgültige Rechnung Umsatzsteuer hat. Warten Sie darauf, wenn es geht.',
  'invoice.not_decided':
    'Die Entscheidung sagt, ob die endgültige Rechnung Umsatzsteuer hat; vorher nimmt NT24 keine an.',
  'invoice.pdf_missing': 'NT24 legt das PDF als Beleg ab. Sie können jetzt senden und es später ergänzen.',
  'payment.negative': 'Eine Rückzahlung gehört nicht in dieses Formular.',
  'payment.total':
    'NT24 vergleicht Zahlung und Auftrag. Ein Unterschied hält die Entscheidung über die Befreiung auf.',
  'payment.invoice': 'NT24 vergleicht Zahlung und Rechnung. Berichtigen Sie, was nicht stimmt.',
  'payment.not_total':
    'NT24 vergleicht Zahlung und Auftrag. Steuer, die als Kaution einbehalten wird, steht zum Beispiel in der Rechnung und nicht im Auftrag.',
  'payment.not_invoice':
    'NT24 vergleicht Zahlung und Rechnung. Berichtigen Sie die Rechnung, wenn sie nicht stimmt.',
  'payment.currency': 'NT24 vergleicht Zahlung, Rechnung und Auftrag in einer Währung.',
  'payment.iban_unused': 'Das Konto gehört zu einer Banküberweisung, und Sie haben keine eingetragen.',
  'payment.proof_missing': 'NT24 will einen Beleg: die Bestätigung der Bank oder ein Bild der Überweisung.',
  'payment.cash_due_diligence':
    'Händler müssen feststellen, wer 10.000 € oder mehr bar zahlt, auch in verbundenen Zahlungen, und die Belege aufbewahren.',
  'payment.cash_limit_eu':
    'Ab dem 10. Juli 2027 dürfen Händler höchstens 10.000 € bar für ein Geschäft annehmen.',
  'payment.cash_limit_national':
    'Der Staat des Verkäufers hat eine eigene Grenze. Ein Verstoß kostet beide Seiten ein Bußgeld.',
  'payment.cash_limit_currency':
    'Die Grenze gilt in einer anderen Währung, und Waybill kennt keine Wechselkurse.',
  'payment.before_purchase':
    'Eine Anzahlung kann vor dem Vertrag kommen. Sonst stimmt eines der beiden Daten wohl nicht.',
  'transport.pickup_before_payment':
    'Ein Fahrzeug sollte erst gehen, wenn es bezahlt ist. Ging es vorher, halten Sie den Grund in Ihren Akten fest.',
  'transport.pickup_before_purchase':
    'Ein Fahrzeug wird nach dem Verkauf abgeholt. Eines der beiden Daten stimmt wohl nicht.',
  'transport.declaration_missing':
    'Ein Käufer, der selbst abholt, unterschreibt, wohin das Fahrzeug geht. NT24 verlangt dieses Dokument.',
  'transport.not_released':
    'Mit der Freigabe erklären Sie, dass vollständig bezahlt ist. Ein Fahrzeug, das vorher geht, ist vielleicht unbezahlt.',
  'transport.release_not_known':
    'Die Abholung kommt nach der Freigabe. Sehen Sie den Auftrag bei Novatrade24 an, oder warten Sie, bis er gelesen ist.',
  'invoice.number_taken':
    'Das Gesetz verlangt eine Nummer, die eine Rechnung eindeutig bezeichnet. Zwei mit derselben sind nicht zu unterscheiden.',
  'order.currency_unusual':
    'Eine Währung ist schnell versehentlich gewählt und später nicht mehr zu ändern. Wenn sie vereinbart ist, machen Sie weiter.',
  'order.cancelled':
    'Novatrade24 schließt einen stornierten Auftrag ab. Ein neuer Verkauf braucht einen neuen Auftrag.',
  'transport.cmr_missing':
    'Bringt ein Frachtführer das Fahrzeug, verlangt NT24 den unterschriebenen CMR-Frachtbrief.',
  'transport.driver_missing':
    'Eine Steuerprüfung fragt, wer das Fahrzeug weggefahren hat. Ein Name mit Ausweisnummer genügt.',
  'transport.pickup_not_member': 'Die Befreiung gilt für Transporte, die in einem Mitgliedstaat beginnen.',
  'transport.pickup_outside_vat_area':
    'Manche Orte gehören zu einem Mitgliedstaat, aber nicht zum Steuergebiet, zum Beispiel Helgoland oder die Kanaren.',
  'transport.delivery_before_pickup':
    'Das Fahrzeug kommt nach der Abholung an. Eines der beiden Daten stimmt nicht.',
  'transport.no_pickup': 'NT24 nimmt eine Lieferung erst nach der Abholung an.',
  'transport.same_state': 'Bleibt das Fahrzeug im Staat, wird der Verkauf dort besteuert.',
  'transport.delivery_not_member': 'Außerhalb der EU belegt die Ausfuhranmeldung des Zolls die Befreiung.',
  'transport.delivery_outside_vat_area':
    'Der Ort gehört nicht zum Steuergebiet: die Ausfuhranmeldung des Zolls belegt die Befreiung.',
  'transport.arrival_proof_missing':
    'Der Verkäufer muss die Ankunft belegen. Zwei unabhängige Belege begründen die Vermutung der Verordnung.',
  'document.extract_old':
    'Geschäftsführung und Inhaber wechseln. Die meisten Register geben in Minuten einen neuen Auszug.',
  'document.place': 'NT24 legt jede Dokumentart bei einem Schritt ab und lehnt sie anderswo ab.',
  'contacts.not_allowed':
    'Ansprechpartner sind personenbezogene Daten, und NT24 hat sie für Ihre Organisation nicht freigeschaltet.',
  'purpose.format':
    'Der Zweck geht im Kopf einer Anfrage an NT24, der keine Umlaute und keine anderen Zeichen sicher überträgt.',
  'kyc.mode_a_not_allowed':
    'Nur Organisationen, die NT24 dafür freigeschaltet hat, dürfen Käufer selbst prüfen.',
  'draft.changed_elsewhere': 'Vergleichen Sie beide Werte. Was Sie senden, ersetzt, was bei NT24 steht.',
  'draft.appeared': 'Vergleichen Sie es vor dem Senden mit Ihrem: NT24 behält eines.',
  'draft.order_is_draft': 'NT24 braucht zuerst den Auftrag. Beides lässt sich auch ohne Netzwerk abschicken.',
  'pickup.already':
    'Eine bestätigte Abholung ist endgültig. Ist sie falsch, nehmen Sie sie auf der Seite des Auftrags zurück.',
  'delivery.already': 'Eine bestätigte Lieferung ist endgültig.',
};

export const why: typeof whyEn = {
  question: 'Warum?',
  source: 'Quelle: {source}',
  sources: {
    NT24: 'Dokumentation von Novatrade24, {place}',
    Waybill: 'eine eigene Prüfung von Waybill',
    'Directive 2006/112': 'Mehrwertsteuer-Richtlinie 2006/112/EG, {place}',
    'Directive (EU) 2015/849': 'Geldwäsche-Richtlinie (EU) 2015/849, {place}',
    'Regulation (EU) 2024/1624': 'Geldwäsche-Verordnung (EU) 2024/1624, {place}',
    'Implementing Regulation 282/2011': 'Durchführungsverordnung (EU) Nr. 282/2011, {place}',
    'Withdrawal Agreement': 'Austrittsabkommen mit dem Vereinigten Königreich, {place}',
    VIES: 'VIES, Aufbau der USt-IdNrn.',
    'National check digits': 'Prüfziffern der Mitgliedstaaten, nicht amtlich',
    'National limits': 'Bargeldgrenzen der Mitgliedstaaten, noch zu bestätigen',
  },
};
