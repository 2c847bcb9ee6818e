use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// No request, or no answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// Names one thing by this desk's identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ById {
    /// Identifier.
    pub id: String,
}

/// Names one thing, and says why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WithReason {
    /// Identifier.
    pub id: String,
    /// 1 to 500 characters, kept for the audit.
    pub reason: String,
}

/// A search in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Search {
    /// Words; empty finds all.
    pub text: String,
    /// How many to leave out.
    pub offset: u32,
    /// How many at most.
    pub limit: u32,
}

/// Whether a file was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Saved {
    /// False when the person thought better of it.
    pub saved: bool,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MoneyAmount {
    /// Minor units.
    pub value: i64,
    /// ISO 4217.
    pub currency: String,
}

/// What something belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SubjectKind {
    /// A buyer.
    Buyer,
    /// An order.
    Order,
    /// An order that is itself still a draft.
    Draft,
}

/// The buyer, the order or the draft of an order that something belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Subject {
    /// Which of them.
    pub kind: SubjectKind,
    /// Identifier.
    pub id: String,
    /// Company name, or order number.
    pub label: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Cannot be right.
    Error,
    /// May go on.
    Warning,
    /// Good to know.
    Info,
}

/// What a rule found. The page has the words for each rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Finding {
    /// The rule, for example `vat.format`.
    pub rule: String,
    /// How bad.
    pub severity: Severity,
    /// Path of the form's field, for example `vehicles[0].vin`; empty for the whole form.
    pub field: String,
    /// Values for the words.
    pub params: BTreeMap<String, String>,
}

/// One line of fact: a key into the page's words, and values for it. Values named `…At` are moments,
/// `…On` days, `…Amount` minor units with `currency`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fact {
    /// For example `invoice.number`.
    pub key: String,
    /// Values for the words.
    pub params: BTreeMap<String, String>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryEntry {
    /// When.
    pub at: String,
    /// `desk`, `api`, `web_app`, `system`.
    pub source: String,
    /// What.
    pub fact: Fact,
}
