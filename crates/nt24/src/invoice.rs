use crate::Money;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

open_enum!(
    /// The type of an invoice. An order has at most one of each type.
    InvoiceType {
        /// Before the decision on VAT.
        Preliminary = "PRELIMINARY",
        /// After the decision on VAT.
        Final = "FINAL",
    }
);

open_enum!(
    /// The state of an invoice or a payment.
    RecordStatus {
        /// Not submitted.
        Draft = "DRAFT",
        /// Submitted, not evaluated.
        Submitted = "SUBMITTED",
        /// Evaluated and accepted.
        Valid = "VALID",
        /// Evaluated and refused.
        Invalid = "INVALID",
    }
);

/// The body of the invoice upsert; the natural key is order and type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceSubmit {
    /// Preliminary or final.
    #[serde(rename = "type")]
    pub kind: InvoiceType,
    /// Day of the invoice.
    pub invoice_date: NaiveDate,
    /// Number of the invoice.
    pub invoice_number: String,
    /// Whether the amount includes VAT.
    pub vat_included: bool,
    /// Total.
    pub amount: Money,
    /// Margin scheme (Directive 2006/112, Art. 313 ff.).
    #[serde(default)]
    pub margin_scheme: bool,
}

/// The body of a change to an invoice; absent fields stay unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InvoiceUpdate {
    /// Presumably selects the invoice to change (contract, open question 15).
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<InvoiceType>,
    /// Day of the invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice_date: Option<NaiveDate>,
    /// Number of the invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice_number: Option<String>,
    /// Whether the amount includes VAT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_included: Option<bool>,
    /// Total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Margin scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin_scheme: Option<bool>,
}

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    /// The submitted data.
    #[serde(flatten)]
    pub submitted: InvoiceSubmit,
    /// Its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<RecordStatus>,
    /// Whether a final invoice is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_invoice_required: Option<bool>,
    /// Whether the final invoice was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_invoice_received: Option<bool>,
    /// The number in the `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
}
