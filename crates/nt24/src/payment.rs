use crate::{Money, RecordStatus};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The body of the payment upsert; one payment record for each order. `bankAmount` plus
/// `cashAmount` must equal the order's total (guides/invoice-payment).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentSubmit {
    /// Day of the payment.
    pub payment_date: NaiveDate,
    /// By bank transfer.
    pub bank_amount: Money,
    /// In cash.
    pub cash_amount: Money,
    /// The account from which the money came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_iban: Option<String>,
}

impl std::fmt::Debug for PaymentSubmit {
    // The account may belong to a person; it stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PaymentSubmit")
            .field("payment_date", &self.payment_date)
            .field("bank_amount", &self.bank_amount)
            .field("cash_amount", &self.cash_amount)
            .finish_non_exhaustive()
    }
}

/// The body of a change to a payment; absent fields stay unchanged.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PaymentUpdate {
    /// Day of the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_date: Option<NaiveDate>,
    /// By bank transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_amount: Option<Money>,
    /// In cash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cash_amount: Option<Money>,
    /// The account from which the money came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_iban: Option<String>,
}

impl std::fmt::Debug for PaymentUpdate {
    // The account may belong to a person; it stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PaymentUpdate")
            .field("payment_date", &self.payment_date)
            .field("bank_amount", &self.bank_amount)
            .field("cash_amount", &self.cash_amount)
            .finish_non_exhaustive()
    }
}

/// The payment record of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    /// The submitted data.
    #[serde(flatten)]
    pub submitted: PaymentSubmit,
    /// Its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<RecordStatus>,
    /// Whether the amount equals that of the invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_matches_invoice: Option<bool>,
    /// Whether the account was used by this buyer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iban_consistent: Option<bool>,
    /// Whether the vehicle may be collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_for_pickup: Option<bool>,
    /// The number in the `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
}
