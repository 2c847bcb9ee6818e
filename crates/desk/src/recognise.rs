//! What a file may be, by its name. A guess with a confidence, never a decision.

use crate::contract::Guess;

/// Words of a file name, in the languages of the trade, and what they speak for. The first row that
/// fits wins: `final invoice` stands before `invoice`.
const WORDS: &[(&[&str], &str, u8)] = &[
    (&["cmr", "delivery"], "TRANSPORT_CMR_DELIVERY", 85),
    (&["cmr", "empfang"], "TRANSPORT_CMR_DELIVERY", 80),
    (&["cmr"], "TRANSPORT_CMR", 90),
    (&["frachtbrief"], "TRANSPORT_CMR", 85),
    (&["waybill"], "TRANSPORT_CMR", 80),
    (&["gelangensbest"], "TRANSPORT_CONFIRMATION_OF_ARRIVAL", 90),
    (&["arrival"], "TRANSPORT_CONFIRMATION_OF_ARRIVAL", 80),
    (&["ankunft"], "TRANSPORT_CONFIRMATION_OF_ARRIVAL", 80),
    (&["pickup", "decl"], "TRANSPORT_PICKUP_DECLARATION", 90),
    (&["abholerkl"], "TRANSPORT_PICKUP_DECLARATION", 90),
    (&["abholung"], "TRANSPORT_PICKUP_DECLARATION", 60),
    (&["final", "invoice"], "SHIPMENT_INVOICE", 90),
    (&["schlussrechnung"], "SHIPMENT_INVOICE", 90),
    (&["proforma"], "SHIPMENT_PRELIMINARY_INVOICE", 85),
    (&["preliminary"], "SHIPMENT_PRELIMINARY_INVOICE", 85),
    (&["vorl", "rechnung"], "SHIPMENT_PRELIMINARY_INVOICE", 85),
    (&["invoice"], "SHIPMENT_PRELIMINARY_INVOICE", 55),
    (&["rechnung"], "SHIPMENT_PRELIMINARY_INVOICE", 55),
    (&["faktura"], "SHIPMENT_PRELIMINARY_INVOICE", 55),
    (&["source", "funds"], "PAYMENT_SOURCE_OF_FUNDS_DECLARATION", 90),
    (&["mittelherkunft"], "PAYMENT_SOURCE_OF_FUNDS_DECLARATION", 90),
    (&["payment", "confirm"], "PAYMENT_CONFIRMATION", 90),
    (&["zahlungsbest"], "PAYMENT_CONFIRMATION", 90),
    (&["transfer"], "PAYMENT_BANK_TRANSFER_SCREENSHOT", 75),
    (&["ueberweisung"], "PAYMENT_BANK_TRANSFER_SCREENSHOT", 80),
    (&["überweisung"], "PAYMENT_BANK_TRANSFER_SCREENSHOT", 80),
    (&["przelew"], "PAYMENT_BANK_TRANSFER_SCREENSHOT", 80),
    (&["aml"], "AML_DECLARATION", 85),
    (&["geldw"], "AML_DECLARATION", 85),
    (&["money", "laundering"], "AML_DECLARATION", 90),
    (&["handelsregister"], "COC_EXTRACT", 90),
    (&["register"], "COC_EXTRACT", 75),
    (&["extract"], "COC_EXTRACT", 65),
    (&["coc"], "COC_EXTRACT", 80),
    (&["krs"], "COC_EXTRACT", 80),
    (&["kvk"], "COC_EXTRACT", 80),
    (&["photo"], "TRANSPORT_PICTURE_OF_TRANSPORT", 50),
    (&["foto"], "TRANSPORT_PICTURE_OF_TRANSPORT", 50),
];

/// Guesses the type of document.
pub(crate) fn guess(file_name: &str) -> Option<Guess> {
    let name = file_name.to_lowercase();
    WORDS
        .iter()
        .find(|(words, ..)| words.iter().all(|word| name.contains(word)))
        .map(|(_, document, confidence)| Guess { document: (*document).to_owned(), confidence: *confidence })
}

#[cfg(test)]
mod tests {
    use super::guess;

    #[test]
    fn names_speak_for_types() {
        let of = |name| guess(name).map(|guess| guess.document);
        assert_eq!(of("CMR 4711.pdf").as_deref(), Some("TRANSPORT_CMR"));
        assert_eq!(of("cmr_delivery.pdf").as_deref(), Some("TRANSPORT_CMR_DELIVERY"));
        assert_eq!(of("Final Invoice 12.pdf").as_deref(), Some("SHIPMENT_INVOICE"));
        assert_eq!(of("Handelsregisterauszug.pdf").as_deref(), Some("COC_EXTRACT"));
        assert_eq!(of("scan0001.pdf"), None);
    }
}
