use crate::{ExportFileStatus, InvoiceType, KycVerificationStatus, OrderId, TransportState, ViesResult};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// The verdict so far (concepts/compliance-rollup).
    ComplianceStatus {
        /// Something is missing; see the blockers.
        Incomplete = "INCOMPLETE",
        /// The exemption applies.
        Valid = "VALID",
        /// It does not, and cannot be made to.
        Invalid = "INVALID",
    }
);

open_enum!(
    /// The decision on VAT. "Terminal" is relative: a correction computes it again.
    ComplianceDecision {
        /// Exempt.
        ValidExport = "VALID_EXPORT",
        /// VAT is due.
        VatApplicable = "VAT_APPLICABLE",
    }
);

/// Something that keeps an order from being `VALID`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocker {
    /// `buyer`, `order`, `invoice`, `payment`, `transport`, `exportFile`; open.
    pub module: String,
    /// A key for interface text; open.
    pub code: String,
    /// An explanation for people, the fallback for an unknown code.
    pub message: String,
}

/// The rollup of an order: the one authoritative answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComplianceRollup {
    /// The order.
    pub order_uuid: OrderId,
    /// The verdict so far.
    pub compliance_status: ComplianceStatus,
    /// Null until the status is terminal.
    #[serde(default)]
    pub decision: Option<ComplianceDecision>,
    /// What is missing.
    pub blockers: Vec<Blocker>,
    /// Each module.
    pub modules: ComplianceModules,
    /// Equals the `ETag`.
    pub version: u64,
    /// When it was last computed anew.
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

/// Buyer and KYC. Module statuses are an open set: `VALID` and `COMPLETE` occur in samples.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BuyerModule {
    /// Open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// When VIES last answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vies_last_checked_at: Option<DateTime<Utc>>,
    /// What it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vies_result: Option<ViesResult>,
    /// Whether all documents are there.
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
    /// Open.
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
    /// Open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compliance_status: Option<String>,
}

/// Invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InvoiceModule {
    /// Open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The type on file.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<InvoiceType>,
    /// Whether its amount holds VAT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_included: Option<bool>,
    /// Whether a final invoice is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_invoice_required: Option<bool>,
    /// Whether it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_invoice_received: Option<bool>,
}

/// Payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PaymentModule {
    /// Open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Whether it equals the invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_matches_invoice: Option<bool>,
    /// Whether the account is known for this buyer.
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
    /// Where its making stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ExportFileStatus>,
    /// Relative to the API host; null until it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_url: Option<String>,
}
