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
    /// May have arrived; nobody can tell.
    Unconfirmed,
    /// Refused.
    Refused,
    /// A person stopped it; it may have arrived.
    Held,
}

/// What a person can do with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EntryAction {
    /// Send it now.
    SendNow,
    /// Take it back into a draft and change it.
    Reopen,
    /// Throw it away. What depends on it goes with it.
    Withdraw,
    /// Keep what NT24 has; throw mine away.
    KeepTheirs,
    /// Replace what NT24 has by mine.
    SendMine,
    /// It did arrive.
    Arrived,
    /// It did not arrive: send it again.
    SendAgain,
    /// Stop it while it is being sent, or between two tries.
    Cancel,
    /// Send what was chosen field by field; needs `choices`.
    Merge,
    /// Keep what NT24 has; mine becomes a new draft that is based on it.
    KeepAsDraft,
}

/// Whose value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// This desk's.
    Mine,
    /// NT24's.
    Theirs,
}

/// What kind of conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConflictKind {
    /// Somebody changed it since the change was begun.
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
    /// What was there when the change was begun.
    pub base: Option<String>,
    /// What was sent; where this desk did not change it, as `base`.
    pub mine: Option<String>,
    /// What NT24 has.
    pub theirs: Option<String>,
    /// NT24 takes this field and shows it to nobody: `theirs` is not known.
    pub unseen: bool,
    /// Money, IBAN, VAT number, VIN, days: never merged without a person.
    pub sensitive: bool,
    /// NT24 lets nobody change it any more: only `theirs` can be chosen.
    pub fixed: bool,
    /// Only one side changed it and it is harmless: decided by itself. Nothing: a person must choose.
    pub merged: Option<Side>,
}

/// What was sent beside what NT24 has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Conflict {
    /// Which kind.
    pub kind: ConflictKind,
    /// The fields that either side changed.
    pub fields: Vec<ConflictField>,
    /// Who changed it at NT24, where it says so.
    pub changed_by: Option<String>,
    /// When it last changed at NT24, where it says so.
    pub changed_at: Option<String>,
}

/// A choice for one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldChoice {
    /// As in the conflict.
    pub field: String,
    /// Whose value.
    pub side: Side,
}

/// What an entry waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WaitsFor {
    /// `operationId` of what must arrive first.
    pub operation: String,
    /// Buyer or order of that.
    pub subject: Subject,
}

/// A paper that NT24 has confirmed to this desk.
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
    /// Whether it has the very content of the entry's file.
    pub same_file: bool,
}

/// What is known of an upload of which nobody can tell whether it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    /// Papers of the same type on the same buyer or order, newest first.
    pub papers: Vec<KnownPaper>,
    /// Whether NT24 counts a paper of this type as there; nothing where it does not say.
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
    /// What differs, in a conflict; nothing where NT24 did not say what it has.
    pub conflict: Option<Conflict>,
    /// Place in the order of sending, from 1.
    pub place: u32,
    /// What must arrive at NT24 before this one is sent.
    pub waits_for: Option<WaitsFor>,
    /// What can be done.
    pub actions: Vec<EntryAction>,
    /// An earlier attempt may arrive until then: it is not sent anew before.
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
    /// Fields that somebody else had changed at NT24 and that were taken over without a question.
    pub merged: Vec<String>,
}

/// The outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Outbox {
    /// What waits, in the order of sending; what is parked, among it.
    pub entries: Vec<Entry>,
    /// Receipts, newest first.
    pub receipts: Vec<Receipt>,
}

/// A decision on an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settle {
    /// Identifier of the entry.
    pub id: String,
    /// What to do.
    pub action: EntryAction,
    /// For `merge`: a choice for each field that is to be chosen.
    #[serde(default)]
    #[ts(as = "Option<Vec<FieldChoice>>", optional)]
    pub choices: Vec<FieldChoice>,
}

/// Whether nothing is to leave this desk.
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
