//! Guesses the type of a document from its file name. A guess with a confidence, never a decision.

use crate::contract::Guess;
use nt24::DocumentType as D;

/// Words of a file name in the languages of the trade, the type that they speak for, and the confidence from
/// 0 to 100. The first row that matches wins: `final invoice` stands before `invoice`. A word of up to three
/// letters must stand alone, because it is a part of others (`Hamlet`); the others may be a part of a word.
///
/// `coc` alone is not among them: in the trade it is also a vehicle's certificate of conformity.
const WORDS: &[(&[&str], D, u8)] = &[
    (&["cmr", "delivery"], D::TransportCmrDelivery, 85),
    (&["cmr", "empfang"], D::TransportCmrDelivery, 80),
    (&["cmr"], D::TransportCmr, 90),
    (&["frachtbrief"], D::TransportCmr, 85),
    (&["waybill"], D::TransportCmr, 80),
    (&["gelangensbest"], D::TransportConfirmationOfArrival, 90),
    (&["arrival"], D::TransportConfirmationOfArrival, 80),
    (&["ankunft"], D::TransportConfirmationOfArrival, 80),
    (&["pickup", "decl"], D::TransportPickupDeclaration, 90),
    (&["abholerkl"], D::TransportPickupDeclaration, 90),
    (&["abholung"], D::TransportPickupDeclaration, 60),
    (&["final", "invoice"], D::ShipmentInvoice, 90),
    (&["schlussrechnung"], D::ShipmentInvoice, 90),
    (&["proforma"], D::ShipmentPreliminaryInvoice, 85),
    (&["preliminary"], D::ShipmentPreliminaryInvoice, 85),
    (&["vorl", "rechnung"], D::ShipmentPreliminaryInvoice, 85),
    (&["invoice"], D::ShipmentPreliminaryInvoice, 55),
    (&["rechnung"], D::ShipmentPreliminaryInvoice, 55),
    (&["faktura"], D::ShipmentPreliminaryInvoice, 55),
    (&["source", "funds"], D::PaymentSourceOfFundsDeclaration, 90),
    (&["mittelherkunft"], D::PaymentSourceOfFundsDeclaration, 90),
    (&["payment", "confirm"], D::PaymentConfirmation, 90),
    (&["zahlungsbest"], D::PaymentConfirmation, 90),
    (&["zahlungsnachweis"], D::PaymentConfirmation, 80),
    (&["zahlungseingang"], D::PaymentConfirmation, 80),
    (&["bank", "confirm"], D::PaymentConfirmation, 85),
    (&["bank", "statement"], D::PaymentConfirmation, 75),
    (&["account", "statement"], D::PaymentConfirmation, 70),
    (&["kontoauszug"], D::PaymentConfirmation, 75),
    (&["potwierdzenie", "przelew"], D::PaymentBankTransferScreenshot, 85),
    (&["wyciag"], D::PaymentConfirmation, 65),
    (&["proof", "payment"], D::PaymentBankTransferScreenshot, 75),
    (&["transfer"], D::PaymentBankTransferScreenshot, 75),
    (&["ueberweisung"], D::PaymentBankTransferScreenshot, 80),
    (&["uberweisung"], D::PaymentBankTransferScreenshot, 80),
    (&["przelew"], D::PaymentBankTransferScreenshot, 80),
    (&["aml"], D::AmlDeclaration, 85),
    (&["geldw"], D::AmlDeclaration, 85),
    (&["money", "laundering"], D::AmlDeclaration, 90),
    (&["handelsregister"], D::CocExtract, 90),
    (&["register"], D::CocExtract, 75),
    (&["extract"], D::CocExtract, 65),
    (&["krs"], D::CocExtract, 80),
    (&["kvk"], D::CocExtract, 80),
    (&["photo"], D::TransportPictureOfTransport, 50),
    (&["foto"], D::TransportPictureOfTransport, 50),
];

/// Guesses the type of document.
pub(crate) fn guess(file_name: &str) -> Option<Guess> {
    let name = base_letters(file_name);
    let words = words(&name);
    let has = |word: &str| if word.len() <= 3 { words.contains(&word) } else { name.contains(word) };
    WORDS
        .iter()
        .find(|(all, ..)| all.iter().all(|word| has(word)))
        .map(|(_, document, confidence)| Guess { document: document.to_string(), confidence: *confidence })
}

/// A name in lower case and without German and Polish marks. A Mac writes `ü` as `u` and a combining mark, other systems as one
/// character.
fn base_letters(name: &str) -> String {
    let is_mark = |c: &char| matches!(c, '\u{300}'..='\u{36F}');
    let base = |c| match c {
        'ä' | 'ą' => 'a',
        'ę' => 'e',
        'ł' => 'l',
        'ń' => 'n',
        'ö' | 'ó' => 'o',
        'ś' => 's',
        'ź' | 'ż' => 'z',
        'ć' => 'c',
        'ü' => 'u',
        other => other,
    };
    name.to_lowercase().chars().filter(|c| !is_mark(c)).map(base).collect()
}

/// The runs of letters of a name: `cmr4711` and `cmr_4711` both have the word `cmr`.
fn words(name: &str) -> Vec<&str> {
    name.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::guess;

    #[test]
    fn words_of_the_name_decide() {
        let of = |name| guess(name).map(|guess| guess.document);
        assert_eq!(of("CMR 4711.pdf").as_deref(), Some("TRANSPORT_CMR"));
        assert_eq!(of("cmr_delivery.pdf").as_deref(), Some("TRANSPORT_CMR_DELIVERY"));
        assert_eq!(of("Final Invoice 12.pdf").as_deref(), Some("SHIPMENT_INVOICE"));
        assert_eq!(of("Handelsregisterauszug.pdf").as_deref(), Some("COC_EXTRACT"));
        assert_eq!(of("bank-statement.pdf").as_deref(), Some("PAYMENT_CONFIRMATION"));
        assert_eq!(of("Wyciąg 11-2026.pdf").as_deref(), Some("PAYMENT_CONFIRMATION"));
        assert_eq!(of("Potwierdzenie przelewu.pdf").as_deref(), Some("PAYMENT_BANK_TRANSFER_SCREENSHOT"));
        assert_eq!(of("scan0001.pdf"), None);
    }

    #[test]
    fn a_short_word_stands_alone_and_has_one_meaning() {
        let of = |name| guess(name).map(|guess| guess.document);
        for name in
            ["COC_Octavia.pdf", "coc.pdf", "Hamlet_Autos.pdf", "Cocker.pdf", "Amlodipin.pdf", "Bankrs.pdf"]
        {
            assert_eq!(of(name), None, "{name}");
        }
        for (name, document) in [
            ("AML_Auto.pdf", "AML_DECLARATION"),
            ("aml2026.pdf", "AML_DECLARATION"),
            ("KRS-odpis.pdf", "COC_EXTRACT"),
            ("coc extract.pdf", "COC_EXTRACT"),
            ("CMR4711.pdf", "TRANSPORT_CMR"),
        ] {
            assert_eq!(of(name).as_deref(), Some(document), "{name}");
        }
    }

    #[test]
    fn letters_may_be_composed_or_not() {
        for name in ["Überweisung.pdf", "U\u{308}berweisung.pdf", "ueberweisung.pdf", "UBERWEISUNG.PDF"] {
            let document = guess(name).map(|guess| guess.document);
            assert_eq!(document.as_deref(), Some("PAYMENT_BANK_TRANSFER_SCREENSHOT"), "{name:?}");
        }
    }
}
