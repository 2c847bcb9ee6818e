//! The steps of an order or a buyer: what is done, what comes next, what waits, and what is not known.

use super::{Action, Fact, FormKind, Module};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An answer that this desk may not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// Yes: NT24 says so, or it was done at this desk.
    Yes,
    /// No: NT24 says so, or it was made at this desk and not done.
    No,
    /// NT24 does not tell, or was not asked yet.
    NotKnown,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Turn {
    /// This desk's.
    You,
    /// The buyer's, or its carrier's: a payment, a collection, an arrival, an identity check.
    Buyer,
    /// NT24's, VIES', or the network's.
    Nt24,
    /// No step is open, so the turn is nobody's.
    Nobody,
    /// Not known: the order or buyer was not read yet.
    NotKnown,
}

/// A stage of an order or a buyer, in the order in which they follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Milestone {
    /// Of a buyer: the company's data.
    Company,
    /// Of a buyer whom this organization checks: the documents.
    KycDocuments,
    /// Of a buyer whom NT24 checks: the identity check.
    Verification,
    /// Of a buyer whom NT24 checks: the check against money laundering.
    Aml,
    /// Of a buyer: the check of the VAT number.
    Vies,
    /// Of an order: the buyer is checked.
    Buyer,
    /// The order itself.
    Order,
    /// The preliminary invoice.
    Invoice,
    /// The payment.
    Payment,
    /// The vehicle is declared ready for pickup.
    Release,
    /// The pickup, with its documents.
    Pickup,
    /// The delivery, with the proof of arrival.
    Delivery,
    /// NT24's decision on VAT.
    Decision,
    /// The final invoice.
    FinalInvoice,
    /// The export file.
    ExportFile,
}

/// The state of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// NT24 has it, or its answer proves it.
    Done,
    /// The one to do now. At most one step of a page has this state.
    Next,
    /// May be done now as well.
    Open,
    /// Asked for and on its way: it waits to be sent, or NT24, VIES or the buyer is at it.
    Waiting,
    /// Its turn has not come: see `after`. It has no fix.
    Later,
    /// Neither NT24 nor this desk's own data tells.
    NotKnown,
}

/// The side that asks for a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AskedBy {
    /// NT24: it is one of its blockers, or a stage of its route.
    Nt24,
    /// Waybill: NT24 accepts the order without it.
    Waybill,
}

/// A step of an order or a buyer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The stage that it belongs to. Several open steps may belong to one stage; a done one is alone.
    pub milestone: Milestone,
    /// The stop of the step.
    pub module: Module,
    /// NT24's code of what is missing, for example `MISSING_CMR`, or one of this desk's, in lower case. `None`
    /// where the milestone and the state say all.
    pub code: Option<String>,
    /// NT24's words, for a code that the page does not know; else empty.
    pub message: String,
    /// The state.
    pub state: StepState,
    /// The side that asks for the step.
    pub asked_by: AskedBy,
    /// Whose turn it is with this step.
    pub turn: Turn,
    /// Whether its fact, or what mends it, waits at this desk to be sent: then it is not at NT24 yet.
    pub queued: bool,
    /// One line of fact.
    pub fact: Option<Fact>,
    /// Day of the fact.
    pub on: Option<String>,
    /// Day since which it is open, at least.
    pub since: Option<String>,
    /// Last day for it, where a rule sets one.
    pub due: Option<String>,
    /// The stage that must be done before; only with `later`.
    pub after: Option<Milestone>,
    /// The way to do the step; `None` while it can only be waited for, or before its turn.
    pub fix: Option<Fix>,
    /// Types of document that may be dropped on the step, the most wanted first; wire values.
    pub takes: Vec<String>,
    /// Identifiers of the page's documents that belong to the step; each document belongs to one step.
    pub documents: Vec<String>,
    /// Further actions that the step allows now, for example a change or a revocation.
    pub also: Vec<Action>,
}

/// The first open step of an order or a buyer, for a row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// As in [`Step`].
    pub code: Option<String>,
    /// As in [`Step`].
    pub milestone: Milestone,
    /// The stop.
    pub module: Module,
    /// NT24's words, for a code that the page does not know; else empty.
    pub message: String,
    /// Whether it waits already: to be sent, or for NT24, VIES or the buyer.
    pub waiting: bool,
    /// Day since which it is open, at least.
    pub since: Option<String>,
    /// Last day for it, where a rule sets one.
    pub due: Option<String>,
    /// How many more steps are open, without those that only Waybill asks for.
    pub more: u32,
}

/// The day since which NT24 says something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaidSince {
    /// Day.
    pub on: String,
    /// Whether it happened on that day. Else it happened on that day or before: NT24 tells no day.
    pub exact: bool,
}

/// The way to do a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "do")]
pub enum Fix {
    /// Open this form of the order; `field` is to be looked at first.
    OpenForm {
        /// The form.
        form: FormKind,
        /// Path of the field, where one is to blame.
        field: Option<String>,
    },
    /// Add a document of this type here.
    AddDocument {
        /// Wire value.
        document: String,
    },
    /// Go to the buyer and add documents there.
    OpenBuyer {
        /// Identifier.
        buyer: String,
    },
    /// Ask VIES again.
    CheckVies {
        /// Identifier of the buyer.
        buyer: String,
    },
    /// Start the buyer's identity check at NT24.
    StartVerification {
        /// Identifier of the buyer.
        buyer: String,
    },
    /// Pass the link to the identity check on to the buyer.
    PassOnLink {
        /// Identifier of the buyer.
        buyer: String,
    },
    /// Declare the payment complete.
    MarkReady,
    /// Make a new version of the export file.
    RegenerateExport,
    /// Decide in the outbox.
    OpenOutbox {
        /// Identifier of the entry.
        entry: String,
    },
}
