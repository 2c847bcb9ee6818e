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
}

/// A field of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConflictField {
    /// Name on the wire, for example `invoiceNumber`.
    pub field: String,
    /// What was sent.
    pub mine: Option<String>,
    /// What NT24 has.
    pub theirs: Option<String>,
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
    /// What differs, in a conflict.
    pub conflict: Vec<ConflictField>,
    /// What can be done.
    pub actions: Vec<EntryAction>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was queued.
    pub queued_at: String,
    /// When it is tried next.
    pub next_try_at: Option<String>,
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
}

/// A decision was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settled {
    /// The draft to open, after `reopen`.
    pub draft: Option<String>,
}
