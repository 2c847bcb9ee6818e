use crate::DocumentId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// The type of a document. Only a part of the platform's set is visible (contract, section 13).
    DocumentType {
        /// Company register extract.
        CocExtract = "COC_EXTRACT",
        /// Anti-money-laundering declaration.
        AmlDeclaration = "AML_DECLARATION",
        /// Preliminary invoice.
        ShipmentPreliminaryInvoice = "SHIPMENT_PRELIMINARY_INVOICE",
        /// Final invoice.
        ShipmentInvoice = "SHIPMENT_INVOICE",
        /// Screenshot or PDF of a bank transfer.
        PaymentBankTransferScreenshot = "PAYMENT_BANK_TRANSFER_SCREENSHOT",
        /// Confirmation of payment by the bank.
        PaymentConfirmation = "PAYMENT_CONFIRMATION",
        /// Declaration of the source of funds.
        PaymentSourceOfFundsDeclaration = "PAYMENT_SOURCE_OF_FUNDS_DECLARATION",
        /// CMR waybill at pickup.
        TransportCmr = "TRANSPORT_CMR",
        /// Signed declaration of a buyer who collects the vehicle.
        TransportPickupDeclaration = "TRANSPORT_PICKUP_DECLARATION",
        /// Supporting photo.
        TransportPictureOfTransport = "TRANSPORT_PICTURE_OF_TRANSPORT",
        /// CMR waybill at delivery.
        TransportCmrDelivery = "TRANSPORT_CMR_DELIVERY",
        /// Confirmation of arrival.
        TransportConfirmationOfArrival = "TRANSPORT_CONFIRMATION_OF_ARRIVAL",
    }
);

open_enum!(
    /// Whether a document counts for compliance.
    DocumentStatus {
        /// It counts; NT24 evaluates the newest of its type.
        Active = "ACTIVE",
        /// It does not count; the history keeps it.
        Archived = "ARCHIVED",
    }
);

/// A stored document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Identifier.
    pub uuid: DocumentId,
    /// The type of the document.
    #[serde(rename = "type")]
    pub kind: DocumentType,
    /// Whether it counts for compliance.
    pub status: DocumentStatus,
    /// The date on the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_date: Option<NaiveDate>,
    /// Version, counted from 1 for each type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Name of the uploaded file.
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

/// The body that archives a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentUpdate {
    /// `ARCHIVED` is the only documented change.
    pub status: DocumentStatus,
}
