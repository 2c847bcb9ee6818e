use crate::DocumentId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// What a document is. Only a part of the platform's set is visible (contract, section 13).
    DocumentType {
        /// Company register extract.
        CocExtract = "COC_EXTRACT",
        /// Declaration against money laundering.
        AmlDeclaration = "AML_DECLARATION",
        /// Preliminary invoice.
        ShipmentPreliminaryInvoice = "SHIPMENT_PRELIMINARY_INVOICE",
        /// Final invoice.
        ShipmentInvoice = "SHIPMENT_INVOICE",
        /// Picture or PDF of a transfer.
        PaymentBankTransferScreenshot = "PAYMENT_BANK_TRANSFER_SCREENSHOT",
        /// Confirmation by the bank.
        PaymentConfirmation = "PAYMENT_CONFIRMATION",
        /// Where the money comes from.
        PaymentSourceOfFundsDeclaration = "PAYMENT_SOURCE_OF_FUNDS_DECLARATION",
        /// Waybill at pickup.
        TransportCmr = "TRANSPORT_CMR",
        /// Signed declaration of a buyer who collects himself.
        TransportPickupDeclaration = "TRANSPORT_PICKUP_DECLARATION",
        /// Supporting photo.
        TransportPictureOfTransport = "TRANSPORT_PICTURE_OF_TRANSPORT",
        /// Waybill at delivery.
        TransportCmrDelivery = "TRANSPORT_CMR_DELIVERY",
        /// Confirmation of arrival.
        TransportConfirmationOfArrival = "TRANSPORT_CONFIRMATION_OF_ARRIVAL",
    }
);

open_enum!(
    /// Whether a document counts.
    DocumentStatus {
        /// Counts; the newest of its type is the one that is looked at.
        Active = "ACTIVE",
        /// Taken out; history stays.
        Archived = "ARCHIVED",
    }
);

/// A stored document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Identifier.
    pub uuid: DocumentId,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: DocumentType,
    /// Whether it counts.
    pub status: DocumentStatus,
    /// The date on the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_date: Option<NaiveDate>,
    /// From 1, for each type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Name of the file as it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Length in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<u64>,
    /// When it was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
}

/// The body that takes a document out of compliance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentUpdate {
    /// `ARCHIVED` is the only documented change.
    pub status: DocumentStatus,
}
