use super::{Failure, PaperProgress, Subject};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EntryState {
    /// Waits for its turn, or for the network.
    Ready,
    /// Waits for another entry of the same buyer or order.
    Behind,
    /// Is being sent.
    InFlight,
    /// NT24 has other data.
    Conflict,
    /// May have arrived; the outcome is not known.
    Unconfirmed,
    /// Refused.
    Refused,
    /// The user stopped it; it may have arrived.
    Held,
}

/// A decision that the user can take on an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EntryAction {
    /// Send it now.
    SendNow,
    /// Take it back into a draft and change it.
    Reopen,
    /// Discard it, with everything that depends on it.
    Withdraw,
    /// Keep NT24's data; discard mine.
    KeepTheirs,
    /// Replace NT24's data by mine.
    SendMine,
    /// It did arrive.
    Arrived,
    /// It did not arrive: send it again.
    SendAgain,
    /// Stop it while it is being sent, or between two attempts.
    Cancel,
    /// Send the values that were chosen field by field; needs `choices`.
    Merge,
    /// Keep NT24's data; mine becomes a new draft that is based on it.
    KeepAsDraft,
}

/// A side of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// This desk's.
    Mine,
    /// NT24's.
    Theirs,
}

/// A kind of conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConflictKind {
    /// Another user changed it since the change was begun.
    VersionMismatch,
    /// It exists, with other data.
    ExistsWithOtherData,
    /// Pickup or delivery is confirmed already, with other data. It is final.
    MilestoneAlreadySet,
}

/// A field of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConflictField {
    /// Name on the wire, for example `invoiceNumber`.
    pub field: String,
    /// The value when the change was begun.
    pub base: Option<String>,
    /// The value that was sent; equals `base` if this desk did not change the field.
    pub mine: Option<String>,
    /// The value at NT24.
    pub theirs: Option<String>,
    /// NT24 takes this field and never returns it: `theirs` is not known.
    pub unseen: bool,
    /// Money, IBAN, VAT number, VIN or a day. If this desk changed one such field, a change of another at
    /// NT24 is asked about.
    pub sensitive: bool,
    /// NT24 takes no change of it any more: only `theirs` can be chosen.
    pub fixed: bool,
    /// The side that wins without asking; `None` if the user must choose.
    pub merged: Option<Side>,
}

/// The fields in which the sent write and NT24's resource differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Conflict {
    /// Which kind.
    pub kind: ConflictKind,
    /// The fields that either side changed.
    pub fields: Vec<ConflictField>,
    /// Source of the change at NT24, if NT24 names it.
    pub changed_by: Option<String>,
    /// When it last changed at NT24, where it says so.
    pub changed_at: Option<String>,
}

/// A choice for one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldChoice {
    /// As in the conflict.
    pub field: String,
    /// The chosen side.
    pub side: Side,
}

/// The entry that must arrive first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WaitsFor {
    /// `operationId` of what must arrive first.
    pub operation: String,
    /// Buyer or order of that.
    pub subject: Subject,
}

/// A document that NT24 has confirmed to this desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KnownPaper {
    /// Name of the file.
    pub name: String,
    /// Length in bytes.
    pub size: u64,
    /// The date on the document.
    pub document_date: Option<String>,
    /// When NT24 stored it, or this desk filed it.
    pub at: String,
    /// Whether its content equals that of the entry's file.
    pub same_file: bool,
}

/// Facts that help to decide whether an unconfirmed upload arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    /// Documents of the same type on the same buyer or order, newest first.
    pub papers: Vec<KnownPaper>,
    /// Whether NT24 counts a document of this type as filed; `None` if it does not say.
    pub on_file: Option<bool>,
}

/// An entry of the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Identifier; the idempotency key.
    pub id: String,
    /// `operationId` of the contract, for example `submitInvoice`.
    pub operation: String,
    /// Buyer or order.
    pub subject: Subject,
    /// Name of the file, for an upload.
    pub file_name: Option<String>,
    /// Where it stands.
    pub state: EntryState,
    /// Why it waits or is parked.
    pub failure: Option<Failure>,
    /// Of a conflict: the differences; `None` if NT24 did not return its resource.
    pub conflict: Option<Conflict>,
    /// Place in the order of sending, from 1.
    pub place: u32,
    /// The entry that must arrive at NT24 first.
    pub waits_for: Option<WaitsFor>,
    /// The decisions that the user can take.
    pub actions: Vec<EntryAction>,
    /// It is unconfirmed, and the program itself looks up at NT24 whether it arrived.
    pub looked_up: bool,
    /// Until when an earlier attempt may arrive; it is not sent again before.
    pub under_way_until: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was queued.
    pub queued_at: String,
    /// When it is tried next.
    pub next_try_at: Option<String>,
    /// Of an upload that is unconfirmed.
    pub known: Option<Known>,
    /// While it is being sent.
    pub progress: Option<PaperProgress>,
}

/// A receipt of something that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Identifier; the idempotency key.
    pub id: String,
    /// `operationId` of the contract.
    pub operation: String,
    /// Buyer or order.
    pub subject: Subject,
    /// Name of the file, for an upload.
    pub file_name: Option<String>,
    /// When NT24 answered.
    pub at: String,
    /// Identifier of the request.
    pub request_id: String,
    /// HTTP status of the answer.
    pub status: u16,
    /// NT24's identifier of the trace, where it said one.
    pub trace_id: Option<String>,
    /// Fields that another user had changed at NT24 and that were taken over without asking.
    pub merged: Vec<String>,
}

/// The outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Outbox {
    /// Unfinished entries in the order of sending, parked ones among them.
    pub entries: Vec<Entry>,
    /// Receipts, newest first.
    pub receipts: Vec<Receipt>,
}

/// A decision on an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settle {
    /// Identifier of the entry.
    pub id: String,
    /// The decision.
    pub action: EntryAction,
    /// For `merge`: a choice for each field that is to be chosen.
    #[serde(default)]
    #[ts(as = "Option<Vec<FieldChoice>>", optional)]
    pub choices: Vec<FieldChoice>,
}

/// Pauses or resumes the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Pause {
    /// Paused.
    pub paused: bool,
}

/// A decision was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settled {
    /// The draft to open, after `reopen` and `keepAsDraft`.
    pub draft: Option<String>,
    /// For `undo_settle`, where the decision can be taken back.
    pub undo: Option<String>,
}
