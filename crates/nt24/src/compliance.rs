use crate::{ExportFileStatus, InvoiceType, KycVerificationStatus, OrderId, TransportState, ViesResult};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// The compliance status of an order (concepts/compliance-rollup).
    ComplianceStatus {
        /// Requirements are missing; see the blockers.
        Incomplete = "INCOMPLETE",
        /// The exemption applies.
        Valid = "VALID",
        /// The exemption does not apply, and cannot be reached.
        Invalid = "INVALID",
    }
);

open_enum!(
    /// The decision on VAT. The documentation calls it terminal, but a correction computes it again.
    ComplianceDecision {
        /// Exempt.
        ValidExport = "VALID_EXPORT",
        /// VAT is due.
        VatApplicable = "VAT_APPLICABLE",
    }
);

/// A missing requirement that keeps an order from being `VALID`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocker {
    /// `buyer`, `order`, `invoice`, `payment`, `transport` or `exportFile`; other values may appear.
    pub module: String,
    /// The code, for example to select an interface text; other values may appear.
    pub code: String,
    /// An explanation for users, the fallback for an unknown code.
    pub message: String,
}

/// The compliance rollup of an order, the authoritative source of its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComplianceRollup {
    /// The order.
    pub order_uuid: OrderId,
    /// The compliance status.
    pub compliance_status: ComplianceStatus,
    /// Null until the status is terminal.
    #[serde(default)]
    pub decision: Option<ComplianceDecision>,
    /// The missing requirements.
    pub blockers: Vec<Blocker>,
    /// The state of each module.
    pub modules: ComplianceModules,
    /// The number in the `ETag`.
    pub version: u64,
    /// When it was last computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
}

/// The six modules of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ComplianceModules {
    /// Buyer and KYC.
    pub buyer: BuyerModule,
    /// Order.
    pub order: OrderModule,
    /// Invoice.
    pub invoice: InvoiceModule,
    /// Payment.
    pub payment: PaymentModule,
    /// Transport.
    pub transport: TransportState,
    /// Export file.
    pub export_file: ExportFileModule,
}

/// Buyer and KYC. The set of module statuses is open: `VALID` and `COMPLETE` occur in samples.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BuyerModule {
    /// The status; the set is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// When VIES last answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vies_last_checked_at: Option<DateTime<Utc>>,
    /// The result of that check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vies_result: Option<ViesResult>,
    /// Whether all documents are present.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents_complete: Option<bool>,
    /// Mode B only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kyc_verification_status: Option<KycVerificationStatus>,
}

/// Order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderModule {
    /// The status; the set is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Each vehicle.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vins: Vec<OrderModuleVin>,
}

/// A vehicle in the order module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderModuleVin {
    /// The vehicle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vin: Option<String>,
    /// The status; the set is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compliance_status: Option<String>,
}

/// Invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InvoiceModule {
    /// The status; the set is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The type of the submitted invoice.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<InvoiceType>,
    /// Whether its amount includes VAT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_included: Option<bool>,
    /// Whether a final invoice is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_invoice_required: Option<bool>,
    /// Whether the final invoice was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_invoice_received: Option<bool>,
}

/// Payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PaymentModule {
    /// The status; the set is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Whether the amount equals that of the invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_matches_invoice: Option<bool>,
    /// Whether the account was used by this buyer before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iban_consistent: Option<bool>,
    /// Whether the vehicle may be collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_for_pickup: Option<bool>,
}

/// Export file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExportFileModule {
    /// The state of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ExportFileStatus>,
    /// Relative to the API host; null until it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_url: Option<String>,
}
