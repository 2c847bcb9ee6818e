//! Guesses the type of a document from its file name. A guess with a confidence, never a decision.

use crate::contract::Guess;
use nt24::DocumentType as D;

/// Words of a file name in the languages of the trade, the type that they speak for, and the confidence from
/// 0 to 100. The first row that matches wins: `final invoice` stands before `invoice`.
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
    (&["transfer"], D::PaymentBankTransferScreenshot, 75),
    (&["ueberweisung"], D::PaymentBankTransferScreenshot, 80),
    (&["überweisung"], D::PaymentBankTransferScreenshot, 80),
    (&["przelew"], D::PaymentBankTransferScreenshot, 80),
    (&["aml"], D::AmlDeclaration, 85),
    (&["geldw"], D::AmlDeclaration, 85),
    (&["money", "laundering"], D::AmlDeclaration, 90),
    (&["handelsregister"], D::CocExtract, 90),
    (&["register"], D::CocExtract, 75),
    (&["extract"], D::CocExtract, 65),
    (&["coc"], D::CocExtract, 80),
    (&["krs"], D::CocExtract, 80),
    (&["kvk"], D::CocExtract, 80),
    (&["photo"], D::TransportPictureOfTransport, 50),
    (&["foto"], D::TransportPictureOfTransport, 50),
];

/// Guesses the type of document.
pub(crate) fn guess(file_name: &str) -> Option<Guess> {
    let name = file_name.to_lowercase();
    WORDS
        .iter()
        .find(|(words, ..)| words.iter().all(|word| name.contains(word)))
        .map(|(_, document, confidence)| Guess { document: document.to_string(), confidence: *confidence })
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
        assert_eq!(of("scan0001.pdf"), None);
    }
}
