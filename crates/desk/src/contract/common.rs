use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// No request, or no answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// Names a buyer, order, draft or other object by this desk's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ById {
    /// Identifier.
    pub id: String,
}

/// Names an object, with a reason.
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
    /// False if the user cancelled.
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

/// The kind of a subject.
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

/// A buyer, an order, or the draft of an order.
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

/// A finding of a rule. The page has the words for each rule.
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
    /// Article of law, standard, or page of NT24's documentation. `None` if the finding is about the state of
    /// this desk.
    pub source: Option<String>,
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

/// The one who did something, as far as this desk knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "who")]
pub enum Who {
    /// The user of this desk, by the name in the settings at the time.
    User {
        /// The name.
        name: String,
    },
    /// This desk: its user gave no name, or the program did it by itself.
    ThisDesk,
    /// Another desk, or staff of NT24: it was found there, and is not from this desk.
    Elsewhere,
    /// NT24 itself: a check, a decision, a file.
    Nt24,
    /// NT24's records prove it and do not say who did it.
    Records,
}

/// A value that was changed, or set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ValueChange {
    /// Name of the field in the API.
    pub field: String,
    /// The value before; `None` if there was none.
    pub from: Option<String>,
    /// The value since; `None` if it was removed.
    pub to: Option<String>,
}

/// A step in the history of a buyer or an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryEntry {
    /// The moment, or the day where only that is known.
    pub at: String,
    /// The one who took the step.
    pub by: Who,
    /// The step, and how far it is.
    pub fact: Fact,
    /// The values that it set or changed.
    pub changes: Vec<ValueChange>,
}

/// Makes a [`Fact`] of its key and its values.
pub(crate) fn fact<const N: usize>(key: &str, params: [(&str, String); N]) -> Fact {
    Fact {
        key: key.to_owned(),
        params: params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

/// Makes a [`Finding`] of the desk itself, about something that no pure rule can know.
pub(crate) fn finding(rule: &str, severity: Severity, field: &str) -> Finding {
    Finding {
        rule: rule.to_owned(),
        severity,
        field: field.to_owned(),
        params: BTreeMap::new(),
        source: source_of(rule),
    }
}

fn source_of(rule: &str) -> Option<String> {
    rules::rule(rule).map(|rule| rule.source.to_owned())
}

impl From<rules::Finding> for Finding {
    fn from(finding: rules::Finding) -> Self {
        Self {
            source: source_of(finding.rule),
            rule: finding.rule.to_owned(),
            severity: match finding.severity {
                rules::Severity::Error => Severity::Error,
                rules::Severity::Warning => Severity::Warning,
                rules::Severity::Info => Severity::Info,
            },
            field: finding.field,
            params: finding.params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        }
    }
}

/// A number of rows as the page gets it.
pub(crate) fn count(rows: impl TryInto<u32>) -> u32 {
    rows.try_into().unwrap_or(u32::MAX)
}
